package dev.sampan.build;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** The buildpacks that come with this version, unpacked where containers can be shown them. */
@Component
final class Buildpacks {

    private static final String PATTERN = "classpath*:buildpacks/**/*";

    private final Path parent;
    private @Nullable Path folder;
    private List<Buildpack> all = List.of();

    Buildpacks(SampanHome home) {
        this.parent = home.resolve("buildpacks");
    }

    /** All buildpacks, in the order in which they are asked. */
    synchronized List<Buildpack> all() {
        folder();
        return all;
    }

    Optional<Buildpack> find(String name) {
        return all().stream().filter(buildpack -> buildpack.name().equals(name)).findFirst();
    }

    /** The folder that holds all of them, for everybody to read. */
    synchronized Path folder() {
        if (folder == null) {
            Path unpacked = unpack();
            all = read(unpacked);
            folder = unpacked;
        }
        return folder;
    }

    private Path unpack() {
        try {
            Map<String, byte[]> files = resources();
            Path target = parent.resolve(digest(files));
            if (Files.isDirectory(target)) {
                return target;
            }
            Files.createDirectories(parent);
            Path unfinished = Files.createTempDirectory(parent, ".new-");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = unfinished.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
                boolean program = file.getKey().contains("/bin/") || file.getKey().endsWith(".sh");
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
            Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("The buildpacks cannot be unpacked", e);
        }
    }

    private static Map<String, byte[]> resources() throws IOException {
        Map<String, byte[]> files = new TreeMap<>(Comparator.naturalOrder());
        for (Resource resource : new PathMatchingResourcePatternResolver().getResources(PATTERN)) {
            String url = resource.getURL().toString();
            String name = url.substring(url.lastIndexOf("/buildpacks/") + "/buildpacks/".length());
            if (resource.isReadable() && !name.isEmpty() && !name.endsWith("/")) {
                try (InputStream in = resource.getInputStream()) {
                    files.put(name, in.readAllBytes());
                }
            }
        }
        if (!files.containsKey("order")) {
            throw new IOException("there is no buildpacks/order on the class path");
        }
        return files;
    }

    private static String digest(Map<String, byte[]> files) throws IOException {
        try (DigestOutputStream out =
                new DigestOutputStream(
                        java.io.OutputStream.nullOutputStream(),
                        MessageDigest.getInstance("SHA-256"))) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.write(
                        (file.getKey() + "\0" + file.getValue().length + "\0")
                                .getBytes(StandardCharsets.UTF_8));
                out.write(file.getValue());
            }
            return HexFormat.of().formatHex(out.getMessageDigest().digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static List<Buildpack> read(Path folder) {
        try {
            return Files.readAllLines(folder.resolve("order")).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(name -> read(folder, name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The order of the buildpacks cannot be read", e);
        }
    }

    private static Buildpack read(Path folder, String name) {
        if (!BuildpackDescription.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'%s' in the order cannot be a buildpack's name".formatted(name));
        }
        Path description = folder.resolve(name).resolve("buildpack.yml");
        try {
            return BuildpackDescription.parse(name, Files.readString(description));
        } catch (IOException e) {
            throw new UncheckedIOException("Buildpack '%s' cannot be read".formatted(name), e);
        }
    }
}
