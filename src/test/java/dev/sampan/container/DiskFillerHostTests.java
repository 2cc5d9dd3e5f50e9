package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.CpuCount;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container that fills the disk fills its own; the host keeps its space, and nobody else notices. */
@Timeout(120)
class DiskFillerHostTests {

    private static final StorageLimit LIMIT =
            new StorageLimit(DataSize.ofMebibytes(64), OptionalLong.of(2000));
    private static final String OWNER = "filler";

    private TestHost host;
    private LoopStorage storage;
    private Bystander bystander;
    private Storage own;

    @BeforeEach
    void open() throws Exception {
        host = new TestHost();
        storage = new LoopStorage(host);
        host.use(storage.owners());
        bystander = new Bystander(host);
        own = host.containers.storage(OWNER, LIMIT);
    }

    @AfterEach
    void close() throws Exception {
        bystander.close();
        host.containers.list().forEach(c -> host.containers.stop(c.id(), Duration.ZERO));
        host.containers.destroyStorage(OWNER);
        host.containers.destroyStorage("bystander");
        host.close();
        storage.close();
    }

    @Test
    void fillBytesOfItsOwnOnly() throws Exception {
        String bytes =
                """
                while (1) {
                  open(my $f, '>', '/app/full') or next; my $n = 0;
                  while (defined(my $w = syswrite $f, 'x' x 65536)) { $n += $w }
                  print "$!: $n\\n"; close $f; unlink '/app/full'
                }
                """;
        attack(perl(bytes), "No space left on device: ");
    }

    @Test
    void fillFilesOfItsOwnOnly() throws Exception {
        String files =
                """
                while (1) {
                  my $n = 0; mkdir '/app/d'; while (open my $f, '>', "/app/d/$n") { $n++ }
                  print "$!: $n\\n"; unlink glob '/app/d/*'
                }
                """;
        attack(perl(files), "No space left on device: ");
    }

    @Test
    void fillItsVolumeOnly() throws Exception {
        Path volume = Files.createDirectories(own.root().resolve("volumes/data"));
        Files.setAttribute(volume, "unix:uid", own.hostUid(1000));
        Mount mount = new Mount(volume, "/data", false);
        String bytes =
                """
                while (1) {
                  open(my $f, '>', '/data/full') or next; my $n = 0;
                  while (defined(my $w = syswrite $f, 'x' x 65536)) { $n += $w }
                  print "$!: $n\\n"; close $f; unlink '/data/full'
                }
                """;
        attack(SpecBuilder.of(perl(bytes)).mounts(mount).build(), "No space left on device: ");
    }

    @Test
    void fillItsLogOnly() throws Exception {
        long free = freeOnHost();
        ContainerSpec spec = perl("while (1) { print 'x' x 79, \"\\n\" }");
        bystander.staysFastBeside(() -> bystander.attacker(again(spec)));
        Container running = host.containers.start(spec);
        host.awaitLog(spec, "xxx");
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < Duration.ofSeconds(3).toNanos()) {
            assertThat(free - freeOnHost()).isLessThan(80L << 20);
            Pause.briefly();
        }
        assertThat(host.containers.find(running.id())).isPresent();
    }

    private void attack(ContainerSpec first, String said) throws Exception {
        long free = freeOnHost();
        Container running = host.containers.start(first);
        host.awaitLog(first, said);
        assertThat(free - freeOnHost()).isLessThan(80L << 20);
        assertThat(host.containers.storageUsage(OWNER).used().bytes())
                .isLessThanOrEqualTo((64L << 20) + 4096);
        host.containers.stop(running.id(), Duration.ZERO);
        bystander.staysFastBeside(() -> bystander.attacker(again(first)));
        assertThat(host.run(host.shell("echo kept > /app/a && cat /app/a"))).isEqualTo("kept\n");
    }

    private long freeOnHost() throws IOException {
        return Files.getFileStore(host.home).getUsableSpace();
    }

    private ContainerSpec perl(String program) {
        ContainerSpec spec = host.perl("$| = 1; " + program);
        return SpecBuilder.of(spec)
                .owner(OWNER)
                .log(Optional.of(own.root().resolve("logs").resolve(spec.id() + ".log")))
                .limits(ContainerLimits.of(new CpuCount(500), DataSize.ofMebibytes(128), 16))
                .build();
    }

    private ContainerSpec again(ContainerSpec spec) {
        return SpecBuilder.of(spec).id(host.perl("1").id()).build();
    }
}
