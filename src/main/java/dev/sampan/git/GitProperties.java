package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a push may bring, and how long a silent client is waited for.
 *
 * @param maxPackSize the most bytes of one push
 * @param maxObjectSize the most bytes of one file in it
 * @param maxTreeSize the most bytes that the files of one commit may have together
 * @param maxTreeFiles the most files and folders of one commit
 * @param idleTimeout how long a client may neither send nor read
 * @param keepAlive how often an empty packet is sent during a build, so that a client that left is noticed
 */
@ConfigurationProperties("sampan.git")
public record GitProperties(
        @DefaultValue("1g") DataSize maxPackSize,
        @DefaultValue("512m") DataSize maxObjectSize,
        @DefaultValue("4g") DataSize maxTreeSize,
        @DefaultValue("300000") int maxTreeFiles,
        @DefaultValue("60s") Duration idleTimeout,
        @DefaultValue("1s") Duration keepAlive) {

    public GitProperties {
        if (maxTreeFiles < 1) {
            throw new IllegalArgumentException("sampan.git.max-tree-files must be at least 1");
        }
        if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("sampan.git.idle-timeout must be at least 1s");
        }
        if (keepAlive.compareTo(Duration.ofMillis(10)) < 0) {
            throw new IllegalArgumentException("sampan.git.keep-alive must be at least 10ms");
        }
    }
}
