package dev.sampan.ssh;

import dev.sampan.account.KeyPairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The SSH server: public keys only, commands and git only, no shell, no file transfer, no forwarding of anything. */
@Component
public final class SshDoor implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SshDoor.class);

    private final SshProperties properties;
    private final SshServer server;

    SshDoor(SshProperties properties, KeyPairs keys, CallerKey callers, CommandSessions sessions) {
        this.properties = properties;
        this.server = SshServer.setUpDefaultServer();
        server.setHost(properties.address());
        server.setPort(properties.port());
        server.setKeyPairProvider(KeyPairProvider.wrap(keys.host()));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(callers);
        server.setCommandFactory(sessions::create);
        server.setShellFactory(channel -> sessions.create(channel, ""));
        server.setSubsystemFactories(List.of());
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setChannelFactories(
                List.of(
                        new ChannelSessionFactory() {
                            @Override
                            public Channel createChannel(Session session) {
                                return new CommandChannel();
                            }
                        }));
        server.setGlobalRequestHandlers(
                List.of(new KeepAliveHandler(), new NoMoreSessionsHandler()));
        server.getSignatureFactories()
                .removeIf(
                        factory ->
                                factory.getName().equals("ssh-rsa")
                                        || factory.getName().contains("dss"));
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "SAMPAN");
        CoreModuleProperties.AUTH_TIMEOUT.set(server, properties.loginGrace());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, 12);
        CoreModuleProperties.IDLE_TIMEOUT.set(server, java.time.Duration.ZERO);
        CoreModuleProperties.MAX_CONCURRENT_SESSIONS.set(server, properties.maxSessions());
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, properties.maxChannels());
        server.setSessionHeartbeat(HeartbeatType.IGNORE, properties.heartbeat());
    }

    @Override
    public void start() {
        if (!properties.enabled()) {
            return;
        }
        try {
            server.start();
            log.info("ssh listens address={} port={}", properties.address(), server.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "SSH cannot listen on %s:%d: %s. Is another program using the port?"
                            .formatted(properties.address(), properties.port(), e.getMessage()),
                    e);
        }
    }

    @Override
    public void stop() {
        try {
            server.stop(true);
        } catch (IOException e) {
            log.warn("ssh did not stop cleanly", e);
        }
    }

    @Override
    public boolean isRunning() {
        return server.isStarted();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getPort();
    }
}
