package dev.sampan.account;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The folder `secrets`: files that only root may read, each made once and used again afterwards. */
@Component
public final class SecretFiles {

    private final Path folder;

    SecretFiles(SampanHome home) {
        this.folder = home.resolve("secrets");
    }

    public Path adminToken() {
        return folder.resolve("admin-token");
    }

    public Path adminPassword() {
        return folder.resolve("admin-password");
    }

    public Path operatorKey() {
        return folder.resolve("operator_key");
    }

    public Path hostKey() {
        return folder.resolve("host_key");
    }

    public Path deployKey() {
        return folder.resolve("deploy_key");
    }

    /** The text of a secret, without its line end; made when there is none. */
    String readOrCreate(Path file, Supplier<String> secret) {
        try {
            if (!Files.exists(file)) {
                write(file, secret.get() + "\n");
            }
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IllegalStateException(
                        "The secret '%s' is empty. Remove the file, and a new one is made"
                                .formatted(file));
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make the secret '" + file + "'", e);
        }
    }

    /** Writes a file with mode 0600, as a whole or not at all. */
    void write(Path file, String text) throws IOException {
        new PrivateFile(file).write(text);
    }
}
