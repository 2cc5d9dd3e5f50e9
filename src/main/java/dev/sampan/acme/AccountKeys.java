package dev.sampan.acme;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Set;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.springframework.stereotype.Component;

/** The keys by which authorities know us, one for each, in the folder `secrets`. */
@Component
final class AccountKeys {

    private final Path folder;

    AccountKeys(SampanHome home) {
        this.folder = home.resolve("secrets");
    }

    /** The key for an authority; made when there is none. */
    synchronized KeyPair of(URI directory) {
        Path file = folder.resolve("acme-" + name(directory) + ".pem");
        try {
            if (!Files.exists(file)) {
                write(file);
            }
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
                return KeyPairUtils.readKeyPair(reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The account key '%s' cannot be read or made: %s".formatted(file, e), e);
        }
    }

    private static String name(URI directory) {
        String text = directory.getAuthority() + directory.getPath();
        return text.replaceAll("[^A-Za-z0-9.-]+", "_");
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        StringWriter text = new StringWriter();
        KeyPairUtils.writeKeyPair(KeyPairUtils.createECKeyPair("secp256r1"), text);
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(
                temporary,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                temporary,
                text.toString(),
                StandardCharsets.US_ASCII,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.SYNC)
                        .toArray(StandardOpenOption[]::new));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
