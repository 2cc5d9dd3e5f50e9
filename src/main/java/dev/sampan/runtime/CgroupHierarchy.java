package dev.sampan.runtime;

import dev.sampan.host.MountPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the control groups of this host are mounted: one tree (v2), or a tree per controller (v1), perhaps with a v2
 * tree beside them that has no useful controller (hybrid).
 *
 * @param unified whether the useful controllers are in the v2 tree
 * @param trees the tree of each controller; for v2 the same for all; pressure is counted in a v2 tree only
 * @param all every tree there is, each of which a container gets a group in
 */
record CgroupHierarchy(boolean unified, Map<String, Path> trees, List<Path> all) {

    private static final List<String> CONTROLLERS =
            List.of("cpu", "cpuacct", "cpuset", "memory", "pids", "blkio", "io");

    CgroupHierarchy {
        trees = Map.copyOf(trees);
        all = List.copyOf(all);
    }

    static CgroupHierarchy of(List<MountPoint> mounts) {
        Map<String, Path> trees = new HashMap<>();
        LinkedHashSet<Path> all = new LinkedHashSet<>();
        Optional<Path> second = Optional.empty();
        for (MountPoint mount : mounts) {
            if (mount.type().equals("cgroup")) {
                all.add(mount.target());
                for (String option : mount.superOptions().split(",", -1)) {
                    if (CONTROLLERS.contains(option)) {
                        trees.putIfAbsent(option, mount.target());
                    }
                }
            } else if (mount.type().equals("cgroup2")) {
                all.add(mount.target());
                second = second.or(() -> Optional.of(mount.target()));
            }
        }
        second.ifPresent(tree -> trees.put("pressure", tree));
        if (trees.containsKey("memory")) {
            return new CgroupHierarchy(false, trees, new ArrayList<>(all));
        }
        Path tree =
                second.orElseThrow(
                        () ->
                                new OciRuntimeException(
                                        "This host has no control groups mounted below '/sys/fs/cgroup'",
                                        null));
        CONTROLLERS.forEach(controller -> trees.put(controller, tree));
        return new CgroupHierarchy(true, trees, new ArrayList<>(all));
    }

    /** Whether the kernel can hold swap to a limit of its own. */
    boolean limitsSwap() {
        return unified || Files.exists(tree("memory").resolve("memory.memsw.limit_in_bytes"));
    }

    boolean has(String controller) {
        return trees.containsKey(controller);
    }

    Path tree(String controller) {
        Path tree = trees.get(controller);
        if (tree == null) {
            throw new OciRuntimeException(
                    "This host has no control group tree for '%s'".formatted(controller), null);
        }
        return tree;
    }
}
