package dev.sampan.account;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Iterator;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.springframework.stereotype.Component;

/** Ed25519 key pairs in files of OpenSSH's own format, each made once and used again afterwards. */
@Component
public final class KeyPairs {

    private final SecretFiles files;

    KeyPairs(SecretFiles files) {
        this.files = files;
    }

    /** The key pair with which the operator on this machine signs in. */
    public KeyPair operator() {
        return readOrCreate(files.operatorKey(), "sampan-operator");
    }

    /** The key pair by which clients know this server. */
    public KeyPair host() {
        return readOrCreate(files.hostKey(), "sampan-host");
    }

    /** The key pair by which other machines know this one when it fetches source; not made twice at once. */
    public synchronized KeyPair deploy() {
        return readOrCreate(files.deployKey(), "sampan-deploy-key");
    }

    private KeyPair readOrCreate(Path file, String comment) {
        try {
            if (!Files.exists(file)) {
                create(file, comment);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make the key '" + file + "'", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The key '%s' cannot be used: %s. Remove the file, and a new one is made"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private void create(Path file, String comment) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        ByteArrayOutputStream privateKey = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, comment, null, privateKey);
        files.write(
                file.resolveSibling(file.getFileName() + ".pub"),
                SshKey.entry(pair.getPublic()) + " " + comment + "\n");
        files.write(file, privateKey.toString(StandardCharsets.US_ASCII));
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream stream = Files.newInputStream(file)) {
            Iterable<KeyPair> pairs =
                    SecurityUtils.loadKeyPairIdentities(
                            null, new PathResource(file), stream, FilePasswordProvider.EMPTY);
            Iterator<KeyPair> found = pairs == null ? null : pairs.iterator();
            if (found == null || !found.hasNext()) {
                throw new GeneralSecurityException("it holds no private key");
            }
            return found.next();
        }
    }
}
