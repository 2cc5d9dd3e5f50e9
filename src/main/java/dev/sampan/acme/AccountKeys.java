package dev.sampan.acme;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.PrivateFile;
import dev.sampan.secret.SealedStore;
import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.springframework.stereotype.Component;

/**
 * The keys by which authorities know us, one for each: a sealed PEM file in the folder `secrets`; earlier versions did not
 * seal it.
 */
@Component
final class AccountKeys implements SealedStore {

    private final Path folder;
    private final Secrets secrets;

    AccountKeys(SampanHome home, Secrets secrets) {
        this.folder = home.resolve("secrets");
        this.secrets = secrets;
    }

    /** The key for an authority; made when there is none. */
    synchronized KeyPair of(URI directory) {
        PrivateFile file = new PrivateFile(folder.resolve("acme-" + name(directory) + ".pem"));
        try {
            Optional<String> kept = file.read();
            if (kept.isEmpty()) {
                StringWriter pem = new StringWriter();
                KeyPairUtils.writeKeyPair(KeyPairUtils.createECKeyPair("secp256r1"), pem);
                write(file, pem.toString());
                kept = file.read();
            }
            return KeyPairUtils.readKeyPair(new StringReader(open(file, kept.orElseThrow())));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The account key '%s' cannot be read or made: %s".formatted(file.path(), e), e);
        }
    }

    private static String name(URI directory) {
        String text = directory.getAuthority() + directory.getPath();
        return text.replaceAll("[^A-Za-z0-9.-]+", "_");
    }

    @Override
    public synchronized Set<String> keyIds() {
        return files().stream()
                .flatMap(file -> Secrets.keyOf(text(file)).stream())
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized int reseal() {
        int sealed = 0;
        for (PrivateFile file : files()) {
            String text = text(file);
            if (!text.startsWith(secrets.currentPrefix())) {
                try {
                    write(file, open(file, text));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                sealed++;
            }
        }
        return sealed;
    }

    @Override
    public synchronized List<SecretName> forget(Set<String> keyIds) {
        List<SecretName> names = new ArrayList<>();
        for (PrivateFile file : files()) {
            if (Secrets.keyOf(text(file)).filter(keyIds::contains).isPresent()) {
                try {
                    Files.delete(file.path());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                names.add(name(file));
            }
        }
        return names;
    }

    private List<PrivateFile> files() {
        List<PrivateFile> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "acme-*.pem")) {
                found.forEach(path -> files.add(new PrivateFile(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String text(PrivateFile file) {
        try {
            return file.read().orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String open(PrivateFile file, String text) {
        return text.startsWith("-----BEGIN") ? text : secrets.open(name(file), text);
    }

    private void write(PrivateFile file, String pem) throws IOException {
        file.write(secrets.seal(name(file), pem));
    }

    private static SecretName name(PrivateFile file) {
        return new SecretName("account key", SecretName.ALL, file.path().getFileName().toString());
    }
}
