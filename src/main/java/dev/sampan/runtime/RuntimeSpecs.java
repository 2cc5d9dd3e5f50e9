package dev.sampan.runtime;

import dev.sampan.host.Mounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The rules for every container on this host, put together when the first one is started. */
final class RuntimeSpecs {

    private static final String OWN_PROFILE = "/seccomp/default.json";
    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final RuntimeProperties properties;
    private final Mounts mounts;
    private final JsonMapper json = new JsonMapper();
    private @Nullable RuntimeSpec spec;
    private @Nullable CgroupHierarchy hierarchy;

    RuntimeSpecs(RuntimeProperties properties, Mounts mounts) {
        this.properties = properties;
        this.mounts = mounts;
    }

    synchronized CgroupHierarchy hierarchy() {
        if (hierarchy == null) {
            hierarchy = CgroupHierarchy.of(mounts.list());
        }
        return hierarchy;
    }

    synchronized RuntimeSpec get() {
        if (spec == null) {
            spec =
                    new RuntimeSpec(
                            json,
                            List.of(
                                    new ProcessRule(
                                            properties.oomScoreAdjustment(),
                                            Math.min(
                                                    properties.openFiles(),
                                                    openFilesOfThisProcess())),
                                    new MountsRule(),
                                    new NamespacesRule(thermometers()),
                                    new ResourcesRule(hierarchy(), properties.cgroupParent()),
                                    new SeccompRule(profile(), System.getProperty("os.arch", ""))));
        }
        return spec;
    }

    /** By how often each processor got too hot, programs on the same machine can watch one another. */
    private static List<String> thermometers() {
        try (DirectoryStream<Path> processors = Files.newDirectoryStream(PROCESSORS, "cpu[0-9]*")) {
            return StreamSupport.stream(processors.spliterator(), false)
                    .map(processor -> processor.resolve("thermal_throttle"))
                    .filter(Files::isDirectory)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode profile() {
        Optional<Path> file = properties.seccomp();
        try (InputStream stream =
                file.isPresent()
                        ? Files.newInputStream(file.get())
                        : RuntimeSpecs.class.getResourceAsStream(OWN_PROFILE)) {
            if (stream == null) {
                throw new OciRuntimeException(
                        "The seccomp profile '%s' is missing in this build".formatted(OWN_PROFILE),
                        null);
            }
            return (ObjectNode) json.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a user namespace nobody can raise a hard limit, so a container has at most what we have. */
    private static long openFilesOfThisProcess() {
        try {
            return openFiles(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long openFiles(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+", -1)[1])
                .filter(hard -> !hard.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
