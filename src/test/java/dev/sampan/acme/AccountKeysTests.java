package dev.sampan.acme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shredzone.acme4j.util.KeyPairUtils;

class AccountKeysTests {

    private static final URI DIRECTORY = URI.create("https://ca.example/directory");

    @TempDir private Path home;
    private Path file;
    private AccountKeys accounts;
    private SecretKeys keys;

    @BeforeEach
    void setUp() {
        Security.addProvider(new BouncyCastleProvider());
        file = home.resolve("secrets/acme-ca.example_directory.pem");
        Secrets secrets = TestSecrets.unread();
        accounts = new AccountKeys(new SampanHome(home), secrets);
        keys = TestSecrets.keys(home, secrets, accounts);
    }

    @Test
    void newKeyIsSealedAndUsedAgain() throws Exception {
        TestSecrets.open(keys);
        KeyPair made = accounts.of(DIRECTORY);

        assertThat(file).content().startsWith("s1." + keys.currentId()).doesNotContain("KEY");
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(keys.rotate().values()).isEqualTo(1);
        assertThat(file).content().startsWith("s1." + keys.currentId());
        assertThat(accounts.of(DIRECTORY).getPrivate()).isEqualTo(made.getPrivate());
    }

    @Test
    void keyOfEarlierVersionIsSealed() throws IOException {
        KeyPair pair = KeyPairUtils.createECKeyPair("secp256r1");
        StringWriter pem = new StringWriter();
        KeyPairUtils.writeKeyPair(pair, pem);
        Files.createDirectories(file.getParent());
        Files.writeString(file, pem.toString());

        TestSecrets.open(keys);

        assertThat(file).content().startsWith("s1." + keys.currentId());
        assertThat(accounts.of(DIRECTORY).getPrivate()).isEqualTo(pair.getPrivate());
    }
}
