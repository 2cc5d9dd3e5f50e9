package dev.sampan.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How containers are run.
 *
 * @param programs the OCI runtimes that may be used, `crun` and `runc`, in the order in which they are tried
 * @param cgroupParent the control group below which every container has its own
 * @param oomScoreAdjustment how much sooner than others the kernel kills a process of a container when the whole
 *     machine is out of memory, 0 to 1000
 * @param openFiles how many files a process of a container may raise its limit to
 * @param quickGroups whether the kernel is asked to change control groups without waiting, which makes a start some
 *     milliseconds quicker and the start of every process on the machine a little slower
 * @param seccomp a seccomp profile in the form of the OCI runtime specification, instead of our own
 */
@ConfigurationProperties("sampan.runtime")
public record RuntimeProperties(
        @DefaultValue({"crun", "runc"}) List<String> programs,
        @DefaultValue("sampan") String cgroupParent,
        @DefaultValue("500") int oomScoreAdjustment,
        @DefaultValue("65536") int openFiles,
        @DefaultValue("true") boolean quickGroups,
        Optional<Path> seccomp) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    private static final Set<String> KNOWN = Set.of("crun", "runc");

    public RuntimeProperties {
        programs = List.copyOf(programs);
        if (programs.isEmpty() || !KNOWN.containsAll(programs)) {
            throw new IllegalArgumentException(
                    "sampan.runtime.programs '%s' is not crun, runc or both"
                            .formatted(String.join(",", programs)));
        }
        if (!NAME.matcher(cgroupParent).matches()) {
            throw new IllegalArgumentException(
                    "sampan.runtime.cgroup-parent '%s' is not 1 to 64 lower-case letters, digits, hyphens and underscores"
                            .formatted(cgroupParent));
        }
        if (oomScoreAdjustment < 0 || oomScoreAdjustment > 1000) {
            throw new IllegalArgumentException(
                    "sampan.runtime.oom-score-adjustment %d is outside 0 to 1000"
                            .formatted(oomScoreAdjustment));
        }
        if (openFiles < 64) {
            throw new IllegalArgumentException(
                    "sampan.runtime.open-files %d is less than 64".formatted(openFiles));
        }
    }
}
