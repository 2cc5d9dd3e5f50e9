package dev.sampan.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A block of UIDs is a user namespace that outlives us, and base layers are shared through it. */
class UserNamespacesHostTests {

    private static final int FIRST_UID = 300_000_000;

    @TempDir Path home;

    private final Mounts mounts = new Mounts();

    @AfterEach
    void release() {
        namespaces().release(FIRST_UID);
    }

    private UserNamespaces namespaces() {
        return new UserNamespaces(new SampanHome(home), mounts);
    }

    @Test
    void findTheSameNamespaceAgainAfterARestart() throws Exception {
        UserNamespace first = namespaces().forBlock(FIRST_UID);
        Object inode = Files.getAttribute(first.path(), "unix:ino");
        UserNamespace again = namespaces().forBlock(FIRST_UID);
        assertThat(again).isEqualTo(first);
        assertThat(Files.getAttribute(again.path(), "unix:ino")).isEqualTo(inode);
    }

    @Test
    void makeANewOneWhenTheMountIsGone() {
        UserNamespace namespace = namespaces().forBlock(FIRST_UID);
        mounts.unmount(namespace.path());
        assertThat(Posix.fileSystemType(namespaces().forBlock(FIRST_UID).path()))
                .isEqualTo(0x6e736673L);
    }

    @Test
    void showFilesUnderTheUidsOfTheBlock() throws Exception {
        Path lower = Files.createDirectories(home.resolve("lower"));
        Files.writeString(lower.resolve("file"), "shared");
        Path mapped = Files.createDirectories(home.resolve("mapped"));
        Path upper = Files.createDirectories(home.resolve("upper"));
        Path work = Files.createDirectories(home.resolve("work"));
        Path merged = Files.createDirectories(home.resolve("merged"));
        mounts.idmapped(lower, mapped, namespaces().forBlock(FIRST_UID));
        try {
            mounts.overlay(List.of(mapped), upper, work, merged);
            mounts.unmount(mapped);
            assertThat(Files.getAttribute(merged.resolve("file"), "unix:uid")).isEqualTo(FIRST_UID);
            assertThat(Files.readString(merged.resolve("file"))).isEqualTo("shared");
            assertThat(Files.getAttribute(lower.resolve("file"), "unix:uid")).isEqualTo(0);
        } finally {
            mounts.unmount(merged);
            mounts.unmount(mapped);
        }
        assertThat(mounts.list()).noneMatch(mount -> mount.target().startsWith(mapped));
    }
}
