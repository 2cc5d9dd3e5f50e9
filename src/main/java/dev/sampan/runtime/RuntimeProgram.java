package dev.sampan.runtime;

import dev.sampan.host.PosixException;
import dev.sampan.host.SealedProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The OCI runtime as it is run: a sealed copy of the program, made once, instead of one that it would make of itself at
 * each start.
 */
final class RuntimeProgram {

    private static final Logger log = LoggerFactory.getLogger(RuntimeProgram.class);

    private final Path program;
    private @Nullable SealedProgram copy;
    private @Nullable FileTime copied;
    private boolean refused;

    RuntimeProgram(Path program) {
        this.program = program;
    }

    /** What to run; a new copy when the program has been replaced since. */
    synchronized Path path() {
        if (refused) {
            return program;
        }
        try {
            FileTime now = Files.getLastModifiedTime(program);
            SealedProgram current = copy;
            if (current == null || !now.equals(copied)) {
                SealedProgram next = SealedProgram.of(program);
                if (current != null) {
                    current.close();
                }
                current = next;
                copy = next;
                copied = now;
            }
            return current.path();
        } catch (PosixException e) {
            refused = true;
            log.info("OCI runtime copies itself at each start reason={}", e.getMessage());
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
