package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.host.SampanHome;
import dev.sampan.secret.SecretKeys;
import dev.sampan.secret.Secrets;
import dev.sampan.secret.TestSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitLoginsTests {

    @TempDir private Path home;

    @Test
    void keepsLoginsForRootAlone() throws Exception {
        GitLogins logins = new GitLogins(new SampanHome(home), TestSecrets.in(home));
        assertThat(logins.find("git.example")).isEmpty();
        assertThat(logins.remove("git.example")).isFalse();

        logins.put("Git.Example", new GitLogins.Login("ann", "s3cret"));
        GitLogins again = new GitLogins(new SampanHome(home), TestSecrets.in(home));
        assertThat(again.find("git.example")).contains(new GitLogins.Login("ann", "s3cret"));
        assertThat(again.find("git.example").toString()).doesNotContain("s3cret");
        assertThat(Files.getPosixFilePermissions(home.resolve("secrets/git-logins.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        assertThat(again.remove("GIT.example")).isTrue();
        assertThat(logins.find("git.example")).isEmpty();
    }

    @Test
    void keepsNoPasswordInPlainText() throws Exception {
        Path file = home.resolve("secrets/git-logins.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "{\"git.example\":{\"username\":\"ann\",\"password\":\"plaintext\"}}");
        Secrets secrets = TestSecrets.unread();
        GitLogins logins = new GitLogins(new SampanHome(home), secrets);
        SecretKeys keys = TestSecrets.keys(home, secrets, logins);

        TestSecrets.open(keys);

        assertThat(file).content().doesNotContain("plaintext").contains(keys.currentId());
        assertThat(logins.find("Git.example")).contains(new GitLogins.Login("ann", "plaintext"));
        assertThat(keys.rotate().values()).isEqualTo(1);
        assertThat(logins.keyIds()).containsExactly(keys.currentId());
        assertThat(logins.find("git.example")).contains(new GitLogins.Login("ann", "plaintext"));
    }

    @Test
    void logsInByTlsOnlyAndWhereNobodySaidOtherwise() throws Exception {
        GitLogins logins = new GitLogins(new SampanHome(home), TestSecrets.in(home));
        logins.put("git.example", new GitLogins.Login("ann", "s3cret"));
        logins.put("git.example:8443", new GitLogins.Login("bob", "other"));

        assertThat(user(logins, "https://git.example/team/app.git")).isEqualTo("ann");
        assertThat(user(logins, "https://git.example:8443/team/app.git")).isEqualTo("bob");
        assertThat(user(logins, "http://git.example/team/app.git")).isEmpty();
        assertThat(user(logins, "https://other.example/team/app.git")).isEmpty();
        assertThat(user(logins, "https://eve:x@git.example/team/app.git")).isEmpty();
    }

    @Test
    void keepsLoginsToTheirHostWhenItSendsUsOn() throws Exception {
        GitLogins logins = new GitLogins(new SampanHome(home), TestSecrets.in(home));
        logins.put("git.example", new GitLogins.Login("ann", "s3cret"));
        String first = "https://git.example/app.git";

        assertThat(user(logins, first, "https://GIT.example/moved.git")).isEqualTo("ann");
        assertThat(user(logins, first, "https://evil.example/app.git")).isEmpty();
        assertThat(user(logins, first, "https://git.example:8443/app.git")).isEmpty();
        assertThat(user(logins, first, "http://git.example/app.git")).isEmpty();
    }

    private String user(GitLogins logins, String address) throws Exception {
        return user(logins, address, address);
    }

    /** The user that the second address is told when the first one was fetched from. */
    private String user(GitLogins logins, String address, String asking) throws Exception {
        try (Git git = Git.init().setDirectory(home.resolve("local").toFile()).call();
                Transport transport = Transport.open(git.getRepository(), new URIish(address))) {
            logins.use(transport);
            CredentialsProvider provider = transport.getCredentialsProvider();
            CredentialItem.Username name = new CredentialItem.Username();
            boolean known =
                    provider != null
                            && provider.get(
                                    new URIish(asking), name, new CredentialItem.Password());
            return known ? String.valueOf(name.getValue()) : "";
        }
    }
}
