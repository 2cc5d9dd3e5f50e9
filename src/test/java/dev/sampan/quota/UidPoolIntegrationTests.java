package dev.sampan.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The promise: a block is never handed out twice; on H2, or on the database that SAMPAN_DATABASE_URL names. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class UidPoolIntegrationTests {

    private static final int FIRST = 400_000_000;

    @TempDir static Path home;

    @Autowired private UidBlocks blocks;
    @Autowired private JdbcTemplate jdbc;
    @Autowired private PlatformTransactionManager transactions;

    private Path etc;
    private QuotaFiles files;

    @DynamicPropertySource
    static void home(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home.toString());
    }

    @BeforeEach
    void setUp(@TempDir Path folder) throws IOException {
        jdbc.update("delete from uid_lease");
        etc = Files.createDirectory(folder.resolve("etc"));
        files = new QuotaFiles(new SampanHome(folder.resolve("home")));
    }

    @Test
    void leaseTheSameBlockWhenAskedAgain() {
        UidPool pool = pool(3);
        UidLease lease = pool.lease("shop");

        assertThat(pool.lease("shop")).isEqualTo(lease).isEqualTo(new UidLease("shop", FIRST));
        assertThat(pool.find("shop")).contains(lease);
        assertThat(pool.find("blog")).isEmpty();
    }

    @Test
    void leaseDifferentBlocksToDifferentOwners() {
        UidPool pool = pool(3);

        assertThat(pool.lease("shop").firstUid()).isEqualTo(FIRST);
        assertThat(pool.lease("blog").firstUid()).isEqualTo(FIRST + 65_536);
    }

    @Test
    void leaseEachBlockOnceWhenManyAskAtOnce() throws Exception {
        UidPool pool = pool(40);
        List<Callable<UidLease>> calls =
                IntStream.range(0, 40)
                        .<Callable<UidLease>>mapToObj(i -> () -> pool.lease("app" + i / 2))
                        .toList();
        try (var executor = Executors.newFixedThreadPool(8)) {
            List<UidLease> leases =
                    executor.invokeAll(calls).stream().map(Future::resultNow).toList();

            assertThat(leases.stream().distinct()).hasSize(20);
            assertThat(leases.stream().map(UidLease::firstUid).distinct()).hasSize(20);
        }
    }

    @Test
    void keepAReleasedBlockAsideWhileFilesOfItAreLeft() throws IOException {
        UidPool pool = pool(1);
        pool.lease("shop");
        Files.createDirectories(files.root("shop"));
        pool.release("shop");

        assertThatExceptionOfType(UidPoolExhaustedException.class)
                .isThrownBy(() -> pool.lease("blog"))
                .withMessageContaining("1 were released but still have files");
        Files.delete(files.root("shop"));
        assertThat(pool.lease("blog").firstUid()).isEqualTo(FIRST);
    }

    @Test
    void leaseTheBlockReleasedLongestAgoWhenNoneIsFresh() {
        UidPool pool = pool(3);
        int shop = pool.lease("shop").firstUid();
        int blog = pool.lease("blog").firstUid();
        pool.lease("wiki");
        pool.release("blog");
        pool.release("shop");

        assertThat(pool.lease("new1").firstUid()).isEqualTo(blog);
        assertThat(pool.lease("new2").firstUid()).isEqualTo(shop);
    }

    @Test
    void giveAnOwnerItsFormerBlockWhenItComesBack() throws IOException {
        UidPool pool = pool(3);
        UidLease lease = pool.lease("shop");
        Files.createDirectories(files.root("shop"));
        pool.release("shop");

        assertThat(pool.find("shop")).isEmpty();
        assertThat(pool.lease("shop")).isEqualTo(lease);
    }

    @Test
    void skipBlocksThatUsersOfTheHostLieIn() throws IOException {
        Files.writeString(
                etc.resolve("passwd"), "root:x:0:0::/:/bin/sh\nodd:x:" + (FIRST + 5) + ":9::/:\n");
        Files.writeString(
                etc.resolve("subuid"), "odd:" + (FIRST + 65_536 * 2 - 1) + ":65536\nbroken\n");
        UidPool pool = pool(4);

        assertThat(pool.lease("shop").firstUid()).isEqualTo(FIRST + 3 * 65_536);
        assertThatExceptionOfType(UidPoolExhaustedException.class)
                .isThrownBy(() -> pool.lease("blog"))
                .withMessageContaining("3 overlap with users of the host")
                .withMessageContaining("subuid");
    }

    @Test
    void refuseANameThatIsNoFileName() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> pool(1).lease("../etc"));
    }

    private UidPool pool(int count) {
        return new UidPool(
                blocks,
                new UidPoolProperties(FIRST, count),
                HostAccounts.in(etc),
                files,
                transactions);
    }
}
