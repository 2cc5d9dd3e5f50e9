package dev.sampan.guest;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.FolderTrees;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Disks for virtual machines, made once for each recipe and kept: Debian with its kernel, a JDK, and libraries. */
record GuestImage(Path folder) {

    static final Path CACHE = Path.of("/var/cache/sampan-tests/guest");

    private static final String SUITE = "bookworm";

    private static final List<String> PACKAGES =
            List.of(
                    "linux-image-cloud-amd64",
                    "initramfs-tools",
                    "kmod",
                    "mount",
                    "util-linux",
                    "udev",
                    "procps",
                    "quota",
                    "e2fsprogs",
                    "xfsprogs",
                    "btrfs-progs",
                    "iproute2",
                    "nftables",
                    "crun",
                    "runc",
                    "conmon");

    /** The first process of the machine; the test disk says what it is for. */
    private static final String INIT =
            """
            #!/bin/sh
            export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8
            mount -t proc proc /proc
            mount -t sysfs sys /sys 2>/dev/null
            mount -t devtmpfs dev /dev 2>/dev/null
            mkdir -p /dev/pts /dev/shm /opt/jdk /opt/lib /opt/test
            mount -t devpts devpts /dev/pts
            for folder in /dev/shm /tmp /run; do mount -t tmpfs -o mode=1777 tmpfs $folder; done
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            ip link set lo up
            echo nameserver 192.0.2.53 > /etc/resolv.conf
            modprobe -a quota_v2 ext4 xfs btrfs loop overlay
            mount -o ro /dev/vdb /opt/jdk
            mount -o ro /dev/vdc /opt/lib
            mount -o ro /dev/vdd /opt/test
            sh /opt/test/run </dev/null 2>&1
            echo "guest: exit code $?"
            sync
            echo o > /proc/sysrq-trigger
            sleep 60
            """;

    /** Debian, its kernel and its initial RAM disk. */
    static GuestImage debian() throws IOException {
        String recipe = SUITE + PACKAGES + INIT;
        return cached(
                "debian-" + digest(recipe),
                target -> {
                    Path root = target.resolve("root");
                    COMMANDS.run(
                            new Slow(
                                    List.of(
                                            "mmdebstrap",
                                            "--quiet",
                                            "--variant=minbase",
                                            "--include=" + String.join(",", PACKAGES),
                                            SUITE,
                                            root.toString())));
                    take(root.resolve("boot"), "vmlinuz-", target.resolve("vmlinuz"));
                    take(root.resolve("boot"), "initrd.img-", target.resolve("initrd"));
                    Path init = root.resolve("sampan-init");
                    Files.writeString(init, INIT);
                    init.toFile().setExecutable(true);
                    disk(root, target.resolve("disk"), 2L << 30);
                    FolderTrees.delete(root);
                });
    }

    /** A disk with what is in a folder; made again when the text that describes the content changes. */
    static GuestImage of(String name, Content content, String description) throws IOException {
        return cached(
                name + "-" + digest(description),
                target -> disk(content.folder(), target.resolve("disk"), 1L << 30));
    }

    Path disk() {
        return folder.resolve("disk");
    }

    Path kernel() {
        return folder.resolve("vmlinuz");
    }

    Path initialRamDisk() {
        return folder.resolve("initrd");
    }

    /** Writes the files of a folder to an ext4 disk in a sparse file. */
    static void disk(Path content, Path disk, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(size);
        }
        COMMANDS.run(
                new Slow(
                        List.of(
                                "mkfs.ext4",
                                "-q",
                                "-F",
                                "-d",
                                content.toString(),
                                disk.toString())));
    }

    private static final CommandRunner COMMANDS = new CommandRunner();

    /** Where the files of a disk are found when it has to be made. */
    interface Content {
        Path folder() throws IOException;
    }

    private interface Making {
        void into(Path folder) throws IOException;
    }

    private static GuestImage cached(String name, Making making) throws IOException {
        Files.createDirectories(CACHE);
        Path folder = CACHE.resolve(name);
        try (FileChannel channel =
                        FileChannel.open(
                                CACHE.resolve("lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!Files.isDirectory(folder)) {
                Path unfinished = CACHE.resolve(name + ".new");
                FolderTrees.delete(unfinished);
                making.into(Files.createDirectory(unfinished));
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            assert lock.isValid();
        }
        return new GuestImage(folder);
    }

    private static void take(Path boot, String prefix, Path target) throws IOException {
        try (var files = Files.list(boot)) {
            Path found =
                    files.filter(file -> file.getFileName().toString().startsWith(prefix))
                            .findFirst()
                            .orElseThrow(() -> new IOException("No " + prefix + " in " + boot));
            Files.move(found, target);
        }
    }

    static String digest(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Slow(List<String> argv) implements Command<String> {

        @Override
        public String parse(String output) {
            return output;
        }

        @Override
        public Duration timeout() {
            return Duration.ofMinutes(10);
        }
    }
}
