package dev.sampan.host;

import java.util.Map;

/** The error numbers of Linux that are met or told apart here. */
public final class Errno {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int ENXIO = 6;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int ELOOP = 40;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int EOPNOTSUPP = 95;
    public static final int EADDRINUSE = 98;
    public static final int ENETUNREACH = 101;
    public static final int ESTALE = 116;
    public static final int EDQUOT = 122;

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(EPERM, "EPERM (operation not permitted)"),
                    Map.entry(ENOENT, "ENOENT (no such file or directory)"),
                    Map.entry(ESRCH, "ESRCH (no such process)"),
                    Map.entry(EINTR, "EINTR (interrupted)"),
                    Map.entry(EIO, "EIO (input/output error)"),
                    Map.entry(EAGAIN, "EAGAIN (try again)"),
                    Map.entry(ENOMEM, "ENOMEM (out of memory)"),
                    Map.entry(EACCES, "EACCES (permission denied)"),
                    Map.entry(ENXIO, "ENXIO (nobody at the other end)"),
                    Map.entry(EBUSY, "EBUSY (in use)"),
                    Map.entry(EEXIST, "EEXIST (exists already)"),
                    Map.entry(ENODEV, "ENODEV (no such device)"),
                    Map.entry(ENOTDIR, "ENOTDIR (not a directory)"),
                    Map.entry(EINVAL, "EINVAL (invalid argument)"),
                    Map.entry(ENFILE, "ENFILE (too many open files on this machine)"),
                    Map.entry(EMFILE, "EMFILE (too many open files)"),
                    Map.entry(ENOSPC, "ENOSPC (no space left)"),
                    Map.entry(EROFS, "EROFS (read-only file system)"),
                    Map.entry(ENAMETOOLONG, "ENAMETOOLONG (path too long)"),
                    Map.entry(ENOSYS, "ENOSYS (this kernel does not have it)"),
                    Map.entry(ELOOP, "ELOOP (too many symbolic links)"),
                    Map.entry(EOPNOTSUPP, "EOPNOTSUPP (not supported)"),
                    Map.entry(EADDRINUSE, "EADDRINUSE (address in use)"),
                    Map.entry(ENETUNREACH, "ENETUNREACH (network unreachable)"),
                    Map.entry(ESTALE, "ESTALE (stale handle)"),
                    Map.entry(EDQUOT, "EDQUOT (disk quota exceeded)"));

    private Errno() {}

    static String describe(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }
}
