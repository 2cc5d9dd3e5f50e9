package dev.sampan.host;

/** A system call that the kernel refused. */
public final class PosixException extends RuntimeException {

    private final int errno;

    PosixException(String verb, String object, int errno) {
        super("Cannot %s '%s': %s".formatted(verb, object, Errno.describe(errno)));
        this.errno = errno;
    }

    /** The reason as a number, one of {@link Errno}. */
    public int errno() {
        return errno;
    }
}
