package dev.sampan.container;

import dev.sampan.host.BlockDevice;
import dev.sampan.runtime.CgroupLimits;
import dev.sampan.runtime.IoLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says the limits of a container as its control group has them.
 *
 * <p>Disks are limited one by one: the one that holds the owner's files, which is a loop device where the owner has an
 * image of its own, and the one that holds the layers of images. What the loop device does to the disk below it is done
 * by the kernel for all alike, so that a limit on that disk alone would hold nobody.
 */
final class KernelLimits {

    private final Path layers;

    KernelLimits(ContainerFiles files) {
        this.layers = files.layers();
    }

    CgroupLimits of(ContainerLimits limits, Path storage) {
        return new CgroupLimits(
                limits.cpu(),
                limits.cpuWeight(),
                limits.cpuset(),
                limits.memory(),
                limits.swap(),
                limits.memoryHigh(),
                limits.memoryReserved(),
                limits.pids(),
                new IoLimits(
                        devices(storage),
                        limits.io().readBytes(),
                        limits.io().writeBytes(),
                        limits.io().readOperations(),
                        limits.io().writeOperations()));
    }

    private List<IoLimits.Device> devices(Path storage) {
        Set<BlockDevice> disks = new LinkedHashSet<>();
        Stream.of(storage, layers)
                .filter(Files::exists)
                .map(BlockDevice::of)
                .flatMap(Optional::stream)
                .forEach(disks::add);
        return disks.stream().map(disk -> new IoLimits.Device(disk.major(), disk.minor())).toList();
    }
}
