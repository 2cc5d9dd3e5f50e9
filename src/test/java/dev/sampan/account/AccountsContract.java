package dev.sampan.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.host.SampanHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What holds for users, tokens, keys and the audit log on every database. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@EnableConfigurationProperties(SampanHome.class)
@Import({
    Users.class,
    ApiTokens.class,
    SshKeys.class,
    Grants.class,
    AuditLog.class,
    SecretFiles.class,
    KeyPairs.class,
    FirstCredentials.class
})
abstract class AccountsContract {

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@laptop";

    @TempDir static Path home;

    @Autowired private Users users;
    @Autowired private ApiTokens tokens;
    @Autowired private SshKeys keys;
    @Autowired private AuditLog audit;
    @Autowired private Grants grants;
    @Autowired private JdbcClient database;
    @Autowired private SecretFiles files;
    @Autowired private KeyPairs pairs;
    @Autowired private FirstCredentials credentials;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void removeKeys() {
        keys.list().forEach(key -> keys.remove(key.name()));
    }

    @Test
    void firstStartWritesSecretsThatOnlyRootReads() throws Exception {
        for (Path file :
                new Path[] {files.adminToken(), files.adminPassword(), files.operatorKey()}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(files.operatorKey()))
                .startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
        String token = Files.readString(files.adminToken()).strip();
        assertThat(tokens.authenticate(new ApiToken(token)))
                .contains(new User("admin", Role.ADMIN));
        assertThat(tokens.authenticate(new ApiToken(token + "x"))).isEmpty();
    }

    @Test
    void secretsThatExistAreUsedAgain() throws Exception {
        String key = Files.readString(files.operatorKey());
        Files.writeString(files.adminPassword(), "chosen by somebody\n");
        Files.writeString(files.adminToken(), "another token\n");

        credentials.afterSingletonsInstantiated();

        assertThat(users.signIn("admin", "chosen by somebody")).isPresent();
        assertThat(users.signIn("admin", "wrong")).isEmpty();
        assertThat(users.signIn("nobody", "nobody")).isEmpty();
        assertThat(tokens.authenticate(new ApiToken("another token"))).isPresent();
        assertThat(Files.readString(files.operatorKey())).isEqualTo(key);
    }

    @Test
    void keysAreFoundByWhatTheyAre() {
        SshKey key = keys.add(SshKey.parse("laptop", "admin", KEY));

        assertThat(key.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
        assertThat(keys.list()).containsExactly(key);
        assertThat(keys.find(pairs.operator().getPublic())).isEmpty();
        assertThat(keys.remove(key.fingerprint())).isEqualTo(key);
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void duplicateKeysAreRefused() {
        keys.add(SshKey.parse("laptop", "admin", KEY));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> keys.add(SshKey.parse("other", "admin", KEY)))
                .withMessageContaining("as 'laptop'");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> keys.remove("unknown"))
                .withMessageContaining("'unknown'");
    }

    @Test
    void usersAreAddedChangedAndRemovedWithWhatTheyHave() {
        assertThat(users.add("ann", Role.MEMBER)).isEqualTo(new User("ann", Role.MEMBER));
        keys.add(SshKey.parse("laptop", "ann", KEY));
        ApiToken old = tokens.issue(users.require("ann"), "token");
        ApiToken token = tokens.issue(users.require("ann"), "token");
        users.changePassword("ann", "long enough for it");
        users.changeRole("ann", Role.VIEWER);

        assertThat(users.list())
                .containsExactly(new User("admin", Role.ADMIN), new User("ann", Role.VIEWER));
        assertThat(users.signIn("ann", "long enough for it")).isPresent();
        assertThat(tokens.authenticate(token)).contains(new User("ann", Role.VIEWER));
        assertThat(tokens.authenticate(old)).isEmpty();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> users.add("ann", Role.ADMIN))
                .withMessageContaining("exists already");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> users.add("../x", Role.ADMIN));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> users.changePassword("ann", "short"));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> users.remove("admin"))
                .withMessageContaining("stays as it is");

        users.remove("ann");
        assertThat(users.find("ann")).isEmpty();
        assertThat(keys.list()).isEmpty();
        assertThat(tokens.authenticate(token)).isEmpty();
    }

    @Test
    void grantsEndWithTheirUserOrTheirApp() {
        AppName shop = new AppName("shop");
        database.sql(
                        "insert into app (name, created_at, running, locked, last_release,"
                                + " default_domain, domains_enabled) values ('shop', now(), true, false, 0, true, true)")
                .update();
        users.add("bob", Role.MEMBER);
        grants.give("bob", shop, Role.VIEWER);
        grants.give("bob", shop, Role.DEPLOYER);

        assertThat(grants.of("bob", shop)).contains(Role.DEPLOYER);
        assertThat(grants.ofApp(shop)).containsExactly(Map.entry("bob", Role.DEPLOYER));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> grants.give("bob", shop, Role.ADMIN));
        assertThat(grants.take("bob", shop)).isTrue();
        assertThat(grants.take("bob", shop)).isFalse();

        grants.give("bob", shop, Role.VIEWER);
        users.remove("bob");
        assertThat(grants.ofApp(shop)).isEmpty();
        users.add("bob", Role.MEMBER);
        grants.give("bob", shop, Role.VIEWER);
        database.sql("delete from app where name = 'shop'").update();
        assertThat(grants.ofUser("bob")).isEmpty();
        users.remove("bob");
    }

    @Test
    void auditEntriesAreKeptNewestFirst() {
        audit.record(new AuditEntry(Instant.EPOCH, "admin", Door.SSH, "apps:create", "shop", "ok"));
        audit.record(
                new AuditEntry(
                        Instant.EPOCH, "admin", Door.API, "apps:destroy", "shop", "no\0way"));

        assertThat(audit.last(2))
                .extracting(AuditEntry::action)
                .containsExactly("apps:destroy", "apps:create");
    }
}
