package dev.sampan.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes `container.json`. */
final class ContainerRecords {

    private final ContainerFiles files;
    private final JsonMapper json = new JsonMapper();

    ContainerRecords(ContainerFiles files) {
        this.files = files;
    }

    /** Written beside and moved. Not flushed to the disk: after a crash of the machine no container runs. */
    void write(ContainerRecord wanted) {
        Path file = files.record(wanted.id());
        Path temporary = file.resolveSibling("container.json.new");
        try {
            Files.write(temporary, json.writeValueAsBytes(wanted));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when there is none, or it is damaged. */
    Optional<ContainerRecord> read(String id) {
        try {
            return Optional.of(
                    json.readValue(Files.readAllBytes(files.record(id)), ContainerRecord.class));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
