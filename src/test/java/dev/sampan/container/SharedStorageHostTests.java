package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.unit.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Containers of several apps, each with a block of UIDs and a user of its own, write the same files, within a limit of
 * these files.
 */
@Timeout(90)
class SharedStorageHostTests {

    private static final String LENDER = "storage_data";
    private static final StorageLimit LIMIT = StorageLimit.of(DataSize.ofMebibytes(20));

    private static TestHost host;
    private static LoopStorage storage;

    private Storage lent;

    @BeforeAll
    static void open() {
        host = new TestHost();
        storage = new LoopStorage(host);
        host.use(storage.owners());
    }

    @BeforeEach
    void lend() {
        lent = host.containers.lentStorage(LENDER, LIMIT);
    }

    @AfterEach
    void destroy() {
        host.containers.list().forEach(c -> host.containers.stop(c.id(), Duration.ZERO));
        for (String owner : List.of(LENDER, "blog")) {
            host.containers.destroyStorage(owner);
        }
    }

    @AfterAll
    static void close() {
        host.close();
        storage.close();
    }

    @Test
    void belongToTheUserOfEveryContainerThatSeesThem() throws Exception {
        assertThat(run("shop", "1000:1000", "echo shop >/data/file; chmod 600 /data/file"))
                .isEmpty();
        assertThat(
                        run(
                                "blog",
                                "33:33",
                                "echo blog >>/data/file; cat /data/file; stat -c %u:%g /data/file"))
                .isEqualTo("shop\nblog\n33:33\n");
        assertThat(run("shop", "0:0", "stat -c %u:%g /data/file; echo root >/data/root"))
                .isEqualTo("0:0\n");
        assertThat(run("shop", "1000:1000", "cat /data/root; stat -c %u:%g /data/file"))
                .isEqualTo("root\n1000:1000\n");
        Path file = lent.lent().resolve("file");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(lent.hostUid(1000));

        ContainerSpec reading =
                SpecBuilder.of(spec("blog", "33:33", "echo x >/data/file || cat /data/file"))
                        .mounts(new Mount(lent.lent(), "/data", true, Optional.of(LENDER)))
                        .build();
        assertThat(host.run(reading)).contains("Read-only file system").endsWith("blog\n");
        assertThat(host.run(host.shell("ls /data || echo none"))).endsWith("none\n");
        assertThat(host.containers.borrowers(LENDER)).isEmpty();
        assertThat(mountsOf(LENDER)).isZero();
    }

    @Test
    void takeNoMoreThanTheirOwnLimitTogether() throws Exception {
        String fill = "dd if=/dev/zero of=/data/%s bs=1M count=15 2>&1; sync /data/%s";
        assertThat(run("shop", "1000:1000", fill.formatted("a", "a"))).doesNotContain("No space");
        assertThat(run("blog", "33:33", fill.formatted("b", "b"))).contains("No space left");
        assertThat(host.containers.storageUsage(LENDER).used().bytes())
                .isBetween(17L << 20, 20L << 20);
        assertThat(run("blog", "33:33", "echo own >/app/file && cat /app/file")).isEqualTo("own\n");

        host.containers.resizeStorage(LENDER, StorageLimit.of(DataSize.ofMebibytes(40)));
        assertThat(run("blog", "33:33", fill.formatted("b", "b"))).doesNotContain("No space");
    }

    @Test
    void areNotShownAnyMoreAfterAStartThatFailed() {
        ContainerSpec spec =
                SpecBuilder.of(host.spec("shop", List.of("/no/such/program")))
                        .mounts(new Mount(lent.lent(), "/data", false, Optional.of(LENDER)))
                        .build();
        assertThatThrownBy(() -> host.containers.start(spec))
                .isInstanceOf(ContainerStartException.class);
        assertThat(mountsOf(LENDER)).isZero();
        assertThat(host.containers.borrowers(LENDER)).isEmpty();
        assertThat(host.files.ids()).isEmpty();
    }

    @Test
    void areNotDestroyedWhileAContainerSeesThem() throws Exception {
        ContainerSpec spec = spec("shop", "1000:1000", "echo ready; sleep 600");
        host.containers.start(spec);
        host.awaitLog(spec, "ready");
        assertThat(host.containers.borrowers(LENDER)).containsExactly("shop");
        assertThatThrownBy(() -> host.containers.destroyStorage(LENDER))
                .isInstanceOf(StorageInUseException.class)
                .hasMessageContaining("processes of shop");

        host.restart();
        assertThat(host.containers.borrowers(LENDER)).containsExactly("shop");
        host.containers.stop(spec.id(), Duration.ZERO);
        assertThat(host.containers.borrowers(LENDER)).isEmpty();
        host.containers.destroyStorage(LENDER);
        assertThat(storage.isLeased(LENDER)).isFalse();
        assertThat(host.home.resolve("apps").resolve(LENDER)).doesNotExist();

        assertThatThrownBy(() -> host.containers.start(spec("shop", "1000:1000", "true")))
                .isInstanceOf(ContainerStartException.class)
                .hasMessageContaining("'storage_data' has no storage");
        assertThat(host.files.ids()).isEmpty();
    }

    private String run(String owner, String user, String script) throws Exception {
        return host.run(spec(owner, user, script));
    }

    private ContainerSpec spec(String owner, String user, String script) {
        return SpecBuilder.of(host.spec(owner, List.of("/bin/sh", "-c", script)))
                .user(user)
                .mounts(new Mount(lent.lent(), "/data", false, Optional.of(LENDER)))
                .build();
    }

    private long mountsOf(String lender) {
        return host.mounts.list().stream()
                .filter(mount -> mount.target().toString().contains("/lent/" + lender))
                .count();
    }
}
