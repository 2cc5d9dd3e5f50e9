package dev.sampan.quota;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of disk quotas with a disk image for each owner. */
class LoopQuotaHostTests extends DiskQuotaContract {

    @TempDir Path home;

    @BeforeEach
    void letPass() throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Override
    String driver() {
        return "loop";
    }

    @Override
    Path home() {
        return home;
    }
}
