package dev.sampan.host;

import java.nio.file.FileSystemException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells whether something failed because a disk, or what somebody may have of it, is full. */
public final class FullDisk {

    /** What the C library calls ENOSPC and EDQUOT; the JDK passes that on, and no number. */
    private static final Set<String> TEXTS =
            Set.of("No space left on device", "Disk quota exceeded");

    private static final int LONGEST_CHAIN = 20;

    private FullDisk() {}

    /** Whether that is the reason of a failure, or of one that caused it. */
    public static boolean isReasonOf(Throwable failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(LONGEST_CHAIN)
                .anyMatch(FullDisk::says);
    }

    private static boolean says(Throwable failure) {
        return switch (failure) {
            case PosixException call ->
                    call.errno() == Errno.ENOSPC || call.errno() == Errno.EDQUOT;
            case FileSystemException file -> isText(file.getReason());
            default -> isText(failure.getMessage());
        };
    }

    private static boolean isText(@Nullable String text) {
        return text != null && TEXTS.contains(text);
    }
}
