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
 * <p>Disks are limited one by one: the one that holds the owner's files, the one that holds the layers of images, and those
 * of storage that is lent. The kernel counts for the owner what the owner's image does to the disk below, unless that goes through the page cache: then
 * it is done for all alike, and the loop device of the image is what is limited.
 */
final class KernelLimits {

    private final ContainerFiles files;

    KernelLimits(ContainerFiles files) {
        this.files = files;
    }

    CgroupLimits of(ContainerLimits limits, ContainerRecord made) {
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
                        devices(made),
                        limits.io().readBytes(),
                        limits.io().writeBytes(),
                        limits.io().readOperations(),
                        limits.io().writeOperations()));
    }

    private List<IoLimits.Device> devices(ContainerRecord made) {
        Set<BlockDevice> disks = new LinkedHashSet<>();
        Stream.concat(
                        Stream.of(Path.of(made.storage()), files.layers()),
                        files.lenders(made.id()).stream()
                                .map(lender -> files.lent(made.id(), lender)))
                .filter(Files::exists)
                .map(BlockDevice::of)
                .flatMap(Optional::stream)
                .map(BlockDevice::counting)
                .forEach(disks::add);
        return disks.stream().map(disk -> new IoLimits.Device(disk.major(), disk.minor())).toList();
    }
}
