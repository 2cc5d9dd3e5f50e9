package dev.sampan.quota;

/** A disk limit that no driver, or not the one in use, can keep. */
public final class DiskLimitException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    DiskLimitException(String message) {
        super(message);
    }
}
