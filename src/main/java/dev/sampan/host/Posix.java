package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * The system calls that Java has no words for; an error says verb, object and errno.
 *
 * <p>File descriptors are plain numbers here and always close-on-exec.
 */
public final class Posix {

    public static final int CLONE_NEWNET = 0x4000_0000;
    public static final int SIGTERM = 15;
    public static final int SIGKILL = 9;
    public static final int SIGCONT = 18;

    static final int AT_FDCWD = -100;
    static final long MS_RDONLY = 1;
    static final long MS_NOSUID = 2;
    static final long MS_NODEV = 4;
    static final long MS_BIND = 4096;
    static final long MOUNT_ATTR_RDONLY = 0x1;
    static final long MOUNT_ATTR_IDMAP = 0x0010_0000;

    private static final int O_CLOEXEC = 0x8_0000;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_RECURSIVE = 0x8000;
    private static final int OPEN_TREE_CLONE = 1;
    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MOUNT_ATTR_SIZE = 32;
    private static final int STATFS_SIZE = 256;

    private static final String OWN_PID = Long.toString(ProcessHandle.current().pid());

    /** Numbers that are the same on every architecture, see asm-generic/unistd.h. */
    private static final long SYS_OPEN_TREE = 428;

    private static final long SYS_MOVE_MOUNT = 429;
    private static final long SYS_MOUNT_SETATTR = 442;
    private static final long SYS_QUOTACTL_FD = 443;

    private static final LibcFunction MOUNT =
            LibcFunction.of("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final LibcFunction UMOUNT2 =
            LibcFunction.of("umount2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction SYSCALL =
            LibcFunction.variadic(
                    "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS,
                    JAVA_LONG);
    private static final LibcFunction OPEN =
            LibcFunction.variadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT);
    private static final LibcFunction WRITE =
            LibcFunction.of("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final LibcFunction CLOSE = LibcFunction.of("close", JAVA_INT, JAVA_INT);
    private static final LibcFunction SETNS =
            LibcFunction.of("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction UNSHARE = LibcFunction.of("unshare", JAVA_INT, JAVA_INT);
    private static final LibcFunction KILL = LibcFunction.of("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction STATFS =
            LibcFunction.of("statfs", JAVA_INT, ADDRESS, ADDRESS);
    private static final LibcFunction SYNCFS = LibcFunction.of("syncfs", JAVA_INT, JAVA_INT);
    private static final LibcFunction FCHOWN =
            LibcFunction.of("fchown", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final LibcFunction IOCTL =
            LibcFunction.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final LibcFunction PIPE2 = LibcFunction.of("pipe2", JAVA_INT, ADDRESS, JAVA_INT);

    private Posix() {}

    static void mount(String source, Path target, String type, long flags, String options) {
        check(
                MOUNT.call(source, target.toString(), type, flags, options),
                "mount " + type + " on",
                target);
    }

    /** Detaches a mount; answers whether there was one. */
    static boolean unmount(Path target) {
        LibcFunction.Result result = UMOUNT2.call(target.toString(), MNT_DETACH | UMOUNT_NOFOLLOW);
        if (result.failed() && (result.errno() == Errno.EINVAL || result.errno() == Errno.ENOENT)) {
            return false;
        }
        check(result, "unmount", target);
        return true;
    }

    /** A detached copy of what is mounted at a path, with all mounts below it when `recursive`. */
    static int openTree(Path source, boolean recursive) {
        long flags = OPEN_TREE_CLONE | O_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
        return (int)
                check(
                        SYSCALL.call(
                                SYS_OPEN_TREE,
                                (long) AT_FDCWD,
                                source.toString(),
                                flags,
                                MemorySegment.NULL,
                                0L),
                        "open the mount tree",
                        source);
    }

    /** Sets attributes of a detached mount; `userNamespace` is a descriptor, or 0 when it is not idmapped. */
    static void setMountAttributes(int tree, long attributes, int userNamespace, Path source) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(MOUNT_ATTR_SIZE, Long.BYTES);
            attr.set(JAVA_LONG, 0, attributes);
            attr.set(JAVA_LONG, 24, userNamespace);
            check(
                    SYSCALL.call(
                            SYS_MOUNT_SETATTR,
                            (long) tree,
                            "",
                            (long) AT_EMPTY_PATH,
                            attr,
                            (long) MOUNT_ATTR_SIZE),
                    "set the attributes of the mount of",
                    source);
        }
    }

    /** Attaches a detached mount to a path. */
    static void moveMount(int tree, Path target) {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    SYSCALL.call(
                            SYS_MOVE_MOUNT,
                            (long) tree,
                            "",
                            (long) AT_FDCWD,
                            arena.allocateFrom(target.toString()),
                            (long) MOVE_MOUNT_F_EMPTY_PATH),
                    "attach a mount to",
                    target);
        }
    }

    /** Opens a file for reading. */
    public static int open(Path file) {
        return (int) check(OPEN.call(file.toString(), O_CLOEXEC), "open", file);
    }

    /** Where a descriptor of this process is found, by this process and by others of root. */
    static Path pathOf(int descriptor) {
        return Path.of("/proc", OWN_PID, "fd", Integer.toString(descriptor));
    }

    /** Writes one byte into a FIFO; answers whether somebody has it open for reading. */
    public static boolean writeToReader(Path fifo, int value) {
        LibcFunction.Result opened = OPEN.call(fifo.toString(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        if (opened.failed() && opened.errno() == Errno.ENXIO) {
            return false;
        }
        int descriptor = (int) check(opened, "open for writing", fifo);
        try {
            write(descriptor, value);
            return true;
        } finally {
            close(descriptor);
        }
    }

    /** Writes one byte. */
    static void write(int descriptor, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(1);
            buffer.set(JAVA_BYTE, 0, (byte) value);
            check(WRITE.call(descriptor, buffer, 1L), "write to descriptor", descriptor);
        }
    }

    public static void close(int descriptor) {
        check(CLOSE.call(descriptor), "close descriptor", descriptor);
    }

    /**
     * Moves the calling thread into a namespace. It must be a platform thread that ends soon, and whatever thread it starts
     * until then, also by waking a virtual one, begins there.
     */
    static void setNamespace(int descriptor, int kind, Path what) {
        check(SETNS.call(descriptor, kind), "enter the namespace", what);
    }

    /** Gives the calling thread a new namespace; the thread must be a platform thread that ends soon. */
    static void unshare(int kinds) {
        check(UNSHARE.call(kinds), "unshare namespaces", Integer.toHexString(kinds));
    }

    /** Sends a signal; answers whether there was such a process. */
    public static boolean kill(long pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("Will not send a signal to process " + pid);
        }
        LibcFunction.Result result = KILL.call((int) pid, signal);
        if (result.failed() && result.errno() == Errno.ESRCH) {
            return false;
        }
        check(result, "send signal " + signal + " to process", pid);
        return true;
    }

    /** The magic number of the file system that holds a path, see statfs(2). */
    public static long fileSystemType(Path path) {
        return fileSystem(path).type();
    }

    /** The file system that holds a path. */
    public static FileSystemUse fileSystem(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(STATFS_SIZE, Long.BYTES);
            check(STATFS.call(path.toString(), buffer), "look at the file system of", path);
            long blockSize = buffer.getAtIndex(JAVA_LONG, 1);
            return new FileSystemUse(
                    buffer.getAtIndex(JAVA_LONG, 0),
                    buffer.getAtIndex(JAVA_LONG, 2) * blockSize,
                    buffer.getAtIndex(JAVA_LONG, 3) * blockSize,
                    buffer.getAtIndex(JAVA_LONG, 4) * blockSize,
                    buffer.getAtIndex(JAVA_LONG, 5),
                    buffer.getAtIndex(JAVA_LONG, 6));
        }
    }

    static LibcFunction.Result quotactl(
            int descriptor, int command, int id, MemorySegment argument) {
        return SYSCALL.call(
                SYS_QUOTACTL_FD,
                (long) descriptor,
                MemorySegment.ofAddress(Integer.toUnsignedLong(command)),
                (long) id,
                argument,
                0L);
    }

    /** ioctl(2) with an argument that is read and written. */
    static LibcFunction.Result control(int descriptor, long request, MemorySegment argument) {
        return IOCTL.call(descriptor, request, argument);
    }

    /** Returns when all that was written to the file system that holds a path is on the disk, see syncfs(2). */
    public static void syncFileSystem(Path path) {
        int descriptor = open(path);
        try {
            check(SYNCFS.call(descriptor), "sync the file system of", path);
        } finally {
            close(descriptor);
        }
    }

    /** A pipe: the descriptor to read from, and the one to write to. */
    static int[] pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(8, 4);
            check(PIPE2.call(ends, O_CLOEXEC), "make a", "pipe");
            return new int[] {ends.get(JAVA_INT, 0), ends.get(JAVA_INT, 4)};
        }
    }

    static void changeOwner(int descriptor, int uid, int gid) {
        check(FCHOWN.call(descriptor, uid, gid), "change the owner of descriptor", descriptor);
    }

    static long check(LibcFunction.Result result, String verb, Object object) {
        if (result.failed()) {
            throw new PosixException(verb, object.toString(), result.errno());
        }
        return result.value();
    }
}
