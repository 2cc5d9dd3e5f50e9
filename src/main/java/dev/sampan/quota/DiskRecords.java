package dev.sampan.quota;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What was promised to each owner, in a file of its own. */
@Component
class DiskRecords {

    private final QuotaFiles files;

    DiskRecords(QuotaFiles files) {
        this.files = files;
    }

    Optional<DiskRecord> find(String owner) {
        Path file = files.record(owner);
        try {
            return Optional.of(DiskRecord.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException e) {
            throw new DiskQuotaException(
                    "The disk limit of '%s' is not known: '%s' is damaged. Delete the file, and set the limit again"
                            .formatted(owner, file),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(file), e);
        }
    }

    void write(String owner, DiskRecord record) {
        try {
            Files.createDirectories(files.disks());
            SafeFile.write(files.record(owner), record.line());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write '%s'".formatted(files.record(owner)), e);
        }
    }

    void delete(String owner) {
        try {
            Files.deleteIfExists(files.record(owner));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete '%s'".formatted(files.record(owner)), e);
        }
    }

    /** Everybody that something was promised to. */
    List<String> owners() {
        if (!Files.isDirectory(files.disks())) {
            return List.of();
        }
        try (var entries = Files.list(files.disks())) {
            return entries.flatMap(file -> files.recordOwner(file).stream()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list '%s'".formatted(files.disks()), e);
        }
    }
}
