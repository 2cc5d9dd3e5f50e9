package dev.sampan.image;

import dev.sampan.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the root file system of a stack with mmdebstrap(1), with the times of files fixed as far as it can.
 *
 * @param definition what is in it
 * @param mirror where packages come from; empty for Debian's own
 * @param work a folder for everything that is only needed meanwhile
 * @param customize the script that finishes it
 * @param tar what is made
 * @param timeout how long it may take
 */
record MakeStackCommand(
        StackDefinition definition,
        String mirror,
        Path work,
        Path customize,
        Path tar,
        Duration timeout)
        implements Command<String> {

    @Override
    public List<String> argv() {
        List<String> argv =
                new ArrayList<>(
                        List.of(
                                "mmdebstrap",
                                "--mode=root",
                                "--format=tar",
                                "--variant=" + definition.variant()));
        if (!definition.packages().isEmpty()) {
            argv.add("--include=" + String.join(",", definition.packages()));
        }
        argv.add("--aptopt=APT::Install-Recommends \"false\"");
        definition.dpkgOptions().forEach(option -> argv.add("--dpkgopt=" + option));
        argv.add("--customize-hook=" + customize);
        argv.add(definition.suite());
        argv.add(tar.toString());
        if (!mirror.isEmpty()) {
            argv.add(mirror);
        }
        return argv;
    }

    @Override
    public String parse(String output) {
        return output;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "SOURCE_DATE_EPOCH",
                Long.toString(LayerEntry.FIXED_TIME.getEpochSecond()),
                "TMPDIR",
                work.toString(),
                "LC_ALL",
                "C.UTF-8");
    }
}
