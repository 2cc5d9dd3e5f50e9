package dev.sampan.quota;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.stereotype.Component;

/** The limits that were set, each in a file beside the disk it is for. */
@Component
class DiskLimits {

    private final QuotaFiles files;

    DiskLimits(QuotaFiles files) {
        this.files = files;
    }

    DataSize read(String owner) {
        Path file = files.limit(owner);
        try {
            return DataSize.ofBytes(Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException | NoSuchFileException e) {
            throw new DiskQuotaException(
                    "The disk limit of '%s' is not known: '%s' is missing or damaged. Set it again"
                            .formatted(owner, file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(file), e);
        }
    }

    void write(String owner, DataSize limit) throws IOException {
        Path file = files.limit(owner);
        Path fresh = file.resolveSibling("." + file.getFileName());
        Files.writeString(fresh, limit.bytes() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
