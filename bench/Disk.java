import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compares what images take of the disk with the sum of their sizes.
 *
 * <p>Usage: java Disk.java HOME PREFIX-OF-NAMES BYTES-BEFORE BYTES-AFTER
 */
public final class Disk {

    /** The most that the images may take of the sum of their sizes. */
    private static final double WANTED = 0.05;

    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");
    private static final Pattern SIZE = Pattern.compile("\"size\":(\\d+)");
    private static final Pattern NAMED =
            Pattern.compile(
                    "\"digest\":\"sha256:([0-9a-f]{64})\"[^}]*\"org.opencontainers.image.ref.name\":\"([^\"]+)\"");

    private final Path home;
    private final Map<String, Long> unpacked = new HashMap<>();

    private Disk(Path home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws IOException {
        long before = Long.parseLong(arguments[2]);
        long after = Long.parseLong(arguments[3]);
        System.exit(new Disk(Path.of(arguments[0])).compare(arguments[1], before, after) ? 0 : 1);
    }

    private boolean compare(String prefix, long before, long after) throws IOException {
        String index = Files.readString(home.resolve("images/index.json"));
        long sum = 0;
        int images = 0;
        Set<String> layers = new LinkedHashSet<>();
        Matcher named = NAMED.matcher(index);
        while (named.find()) {
            if (named.group(2).startsWith(prefix)) {
                images++;
                sum += size(named.group(1), layers);
            }
        }
        if (images == 0) {
            throw new IllegalStateException("No image is named " + prefix);
        }
        double share = (after - before) / (double) sum;
        double all = after / (double) sum;
        System.out.printf("%d images with %d different layers%n", images, layers.size());
        System.out.printf("%-44s %15d bytes%n", "sum of the images' sizes, blobs and unpacked", sum);
        System.out.printf("%-44s %15d bytes%n", "on the disk before", before);
        System.out.printf("%-44s %15d bytes%n", "on the disk after", after);
        System.out.printf("%-44s %15d bytes%n", "grown for each image", (after - before) / images);
        System.out.printf("%n%-44s %8s %8s %5s%n", "ratio", "wanted", "got", "met");
        System.out.printf(
                "%-44s %8.3f %8.3f %5s%n",
                "grown / sum of the images' sizes", WANTED, share, share <= WANTED ? "yes" : "no");
        System.out.printf(
                "%-44s %8.3f %8.3f %5s%n",
                "all on the disk / sum of the images' sizes", 0.2, all, all <= 0.2 ? "yes" : "no");
        return share <= WANTED && all <= 0.2;
    }

    /** What an image would take if it shared nothing. */
    private long size(String image, Set<String> layers) throws IOException {
        String manifest = blob(image);
        long bytes = manifest.length();
        Matcher sizes = SIZE.matcher(manifest);
        while (sizes.find()) {
            bytes += Long.parseLong(sizes.group(1));
        }
        Matcher config = DIGEST.matcher(manifest);
        if (!config.find()) {
            throw new IllegalStateException("Manifest " + image + " names no configuration");
        }
        String document = blob(config.group(1));
        Matcher diffIds = DIGEST.matcher(document.substring(document.indexOf("diff_ids")));
        while (diffIds.find()) {
            layers.add(diffIds.group(1));
            bytes += unpacked.computeIfAbsent(diffIds.group(1), this::allocated);
        }
        return bytes;
    }

    private String blob(String digest) throws IOException {
        return Files.readString(home.resolve("images/blobs/sha256").resolve(digest));
    }

    private long allocated(String layer) {
        Set<Object> seen = new HashSet<>();
        try (Stream<Path> paths = Files.walk(home.resolve("layers").resolve(layer))) {
            long bytes = 0;
            for (Path path : (Iterable<Path>) paths::iterator) {
                Map<String, Object> facts =
                        Files.readAttributes(path, "unix:size,ino", LinkOption.NOFOLLOW_LINKS);
                if (seen.add(facts.get("ino"))) {
                    bytes += ((Long) facts.get("size") + 4095) / 4096 * 4096;
                }
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
