package dev.sampan.image;

import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures how many MiB of files a second are packed into layers and unpacked, by us and by other tools in turn.
 *
 * <p>Arguments: how many rounds; a folder with files; a folder to work in.
 */
final class LayerBenchmark {

    private static final int WARM_UP = 2;

    private final Path source;
    private final Path work;
    private final Path target;
    private final long bytes;
    private final Map<String, List<Double>> speeds = new LinkedHashMap<>();
    private final List<LayerSync> syncs = new ArrayList<>();
    private Digest diffId = Digest.ofHex("0".repeat(64));
    private boolean missed;

    private LayerBenchmark(Path source, Path work) throws IOException {
        this.source = source;
        this.work = Files.createDirectories(work);
        this.target = work.resolve("target");
        try (var paths = Files.walk(source)) {
            this.bytes =
                    paths.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
        }
    }

    public static void main(String[] arguments) throws Exception {
        LayerBenchmark benchmark = new LayerBenchmark(Path.of(arguments[1]), Path.of(arguments[2]));
        benchmark.prepare();
        int rounds = Integer.parseInt(arguments[0]);
        for (int round = -WARM_UP; round < rounds; round++) {
            benchmark.round(round >= 0);
        }
        benchmark.shell("umount target");
        System.exit(benchmark.print() ? 0 : 1);
    }

    private interface Work {
        void run() throws Exception;
    }

    private void prepare() throws Exception {
        shell("tar -C '%s' --numeric-owner -cf sample.tar .".formatted(source));
        MessageDigest digest = Digest.newSha256();
        try (InputStream tar =
                new DigestInputStream(Files.newInputStream(work.resolve("sample.tar")), digest)) {
            tar.transferTo(OutputStream.nullOutputStream());
        }
        diffId = Digest.from(digest);
        shell("gzip -6 -k sample.tar");
        shell("zstd -q -3 -k sample.tar");
        shell("umoci init --layout oci && umoci new --image oci:x");
        shell("umoci raw add-layer --image oci:x sample.tar");
    }

    private void round(boolean counted) throws Exception {
        // A layer that comes uncompressed is kept compressed.
        unpack(
                counted,
                "tar",
                "tar -xf sample.tar -C target & zstd -q -1 -T0 sample.tar -o target/.layer; wait");
        unpack(
                counted,
                "gzip",
                "gzip -dc sample.tar.gz | tar -x -C target",
                "pigz -dc sample.tar.gz | tar -x -C target");
        unpack(counted, "zstd", "zstd -q -dc sample.tar.zst | tar -x -C target");
        measure(
                counted,
                "unpack gzip: umoci",
                () -> shell("umoci unpack --image oci:x target/bundle"));
        measure(counted, "pack zstd: sampan", this::pack);
        measure(
                counted,
                "pack zstd: tar, zstd -1 -T0",
                () -> shell("tar -C '%s' -c . | zstd -q -1 -T0 > target/layer".formatted(source)));
        measure(
                counted,
                "pack gzip: tar, gzip -1",
                () -> shell("tar -C '%s' -c . | gzip -1 > target/layer".formatted(source)));
        measure(
                counted,
                "pack gzip: tar, pigz -1",
                () -> shell("tar -C '%s' -c . | pigz -1 > target/layer".formatted(source)));
        measure(counted, "pack and lay out: sampan", this::addLayer);
        measure(
                counted,
                "pack and lay out: tar, zstd, cp",
                () ->
                        shell(
                                "cp -a '%1$s' target/copy & tar -C '%1$s' -c . | zstd -q -1 -T0 > target/layer; wait"
                                        .formatted(source)));
    }

    private void unpack(boolean counted, String form, String... others) throws Exception {
        String end =
                switch (form) {
                    case "gzip" -> ".gz";
                    case "zstd" -> ".zst";
                    default -> "";
                };
        measure(counted, "unpack %s: sampan".formatted(form), () -> take("sample.tar" + end));
        for (String other : others) {
            String name =
                    "unpack %s: %s".formatted(form, other.startsWith("pigz") ? "pigz, tar" : "tar");
            measure(counted, name, () -> shell(other));
        }
    }

    /** What is done with each layer of an image that is pulled. */
    private void take(String name) throws IOException {
        Path file = work.resolve(name);
        ImageFiles files = files();
        LayerSync sync = new LayerSync(files);
        syncs.add(sync);
        UnpackedLayers layers = new UnpackedLayers(files, new Blobs(files), bounds(), sync);
        var _ =
                new ForeignLayers(files, layers, new ImageSpace(files, bounds()))
                        .take(() -> Files.newInputStream(file), diffId);
    }

    private void pack() throws IOException {
        var _ = new LayerPacker(files()).pack(new LayerSource(source, "/", 0, false));
    }

    private void addLayer() throws IOException {
        ImageFiles files = files();
        var _ =
                new LayerPacker(files)
                        .pack(new LayerSource(source, "/", 0, false), files.newUnfinishedLayer());
    }

    private ImageFiles files() throws IOException {
        ImageFiles files = new ImageFiles(new SampanHome(target));
        files.prepare();
        return files;
    }

    private static ImageProperties bounds() {
        return new ImageProperties(Duration.ofHours(1), DataSize.ofGibibytes(20), 2_000_000);
    }

    private void measure(boolean counted, String what, Work body) throws Exception {
        renewTarget();
        long begin = System.nanoTime();
        body.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        syncs.forEach(LayerSync::close);
        syncs.clear();
        if (counted) {
            speeds.computeIfAbsent(what, _ -> new ArrayList<>())
                    .add(bytes / (double) (1 << 20) / seconds);
        }
    }

    /**
     * Mounts a new file system: ext4 goes round inodes that were freed in the last 35 s one by one, so that files made
     * soon after others were deleted take many times longer, whoever makes them.
     */
    private void renewTarget() throws IOException, InterruptedException {
        shell(
                "! mountpoint -q target || umount target; rm -f disk; truncate -s 4G disk; "
                        + "mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 disk; "
                        + "mkdir -p target; mount -o loop,noinit_itable disk target; rmdir target/lost+found");
    }

    private void shell(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", line)
                        .directory(work.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("output").toFile())
                        .start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException(
                    "'%s' failed: %s".formatted(line, Files.readString(work.resolve("output"))));
        }
    }

    private boolean print() {
        System.out.printf("%n%-34s %12s%n", "", "MiB/s");
        speeds.forEach((what, all) -> System.out.printf("%-34s %12.0f%n", what, median(all)));
        System.out.printf("%n%-46s %8s %8s %5s%n", "ratio", "wanted", "got", "met");
        compare("unpack tar", "tar", 0.8);
        compare("unpack gzip", "tar", 1.0);
        compare("unpack gzip", "pigz, tar", 1.0);
        compare("unpack gzip", "umoci", 2.0);
        compare("unpack zstd", "tar", 0.8);
        compare("pack zstd", "tar, zstd -1 -T0", 0.8);
        compare("pack and lay out", "tar, zstd, cp", 0.8);
        ratio("pack zstd: sampan", "pack gzip: tar, gzip -1", 2.0);
        ratio("pack zstd: sampan", "pack gzip: tar, pigz -1", 1.0);
        return !missed;
    }

    private void compare(String what, String other, double wanted) {
        ratio(what + ": sampan", what + ": " + other, wanted);
    }

    private void ratio(String ours, String other, double wanted) {
        double got =
                median(speeds.getOrDefault(ours, List.of()))
                        / median(speeds.getOrDefault(other, List.of()));
        missed |= !(got >= wanted);
        System.out.printf(
                "%-46s %8.2f %8.2f %5s%n",
                ours.replace(": sampan", "") + " / " + other,
                wanted,
                got,
                got >= wanted ? "yes" : "no");
    }

    private static double median(List<Double> all) {
        return all.stream().sorted().skip(all.size() / 2).findFirst().orElse(Double.NaN);
    }
}
