package dev.sampan.ssh;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the SSH server listens, and how much one client may ask of it.
 *
 * @param enabled whether it listens at all
 * @param address the address it listens on
 * @param port the port, 0 for any free one
 * @param loginGrace how long a client may take to sign in
 * @param heartbeat how often a silent client is asked whether it is still there
 * @param maxSessions connections at the same time of one user name
 * @param maxChannels commands at the same time in one connection
 */
@ConfigurationProperties("sampan.ssh")
record SshProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("7722") int port,
        @DefaultValue("30s") Duration loginGrace,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("64") int maxSessions,
        @DefaultValue("10") int maxChannels) {

    SshProperties {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "sampan.ssh.port is %d; it must be a port from 0 to 65535".formatted(port));
        }
        if (loginGrace.isNegative() || loginGrace.isZero()) {
            throw new IllegalArgumentException("sampan.ssh.login-grace must be more than 0s");
        }
        if (maxSessions < 1 || maxChannels < 1) {
            throw new IllegalArgumentException(
                    "sampan.ssh.max-sessions and sampan.ssh.max-channels must be at least 1");
        }
    }
}
