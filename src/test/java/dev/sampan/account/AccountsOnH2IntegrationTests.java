package dev.sampan.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Accounts on the database that Sampan uses by default. */
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:accounts;DB_CLOSE_DELAY=-1")
class AccountsOnH2IntegrationTests extends AccountsContract {

    private static final String ADDRESS = "192.0.2.1";

    @Autowired private Users users;
    @Autowired private ApiTokens tokens;
    @Autowired private SecretFiles files;

    private final AtomicLong clock = new AtomicLong();
    private SignInAttempts attempts;
    private String password = "";

    @BeforeEach
    void begin() throws Exception {
        attempts = new SignInAttempts(users, tokens, clock::get);
        password = Files.readString(files.adminPassword()).strip();
    }

    @Test
    void passwordsAreLookedAtNoMoreAfterManyWrongOnesFromTheirAddress() {
        fail(ADDRESS, SignInAttempts.AT_ONCE);

        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> attempts.byPassword(ADDRESS, "admin", password))
                .withMessageContaining("Try again in 60 s");
        assertThat(attempts.byPassword("192.0.2.2", "admin", password)).isPresent();

        clock.addAndGet(SignInAttempts.PAUSE.toNanos());
        assertThat(attempts.byPassword(ADDRESS, "admin", password)).isPresent();
        assertThat(attempts.byPassword(ADDRESS, "admin", "wrong")).isEmpty();
        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> attempts.byPassword(ADDRESS, "admin", password));
    }

    @Test
    void ownerOfAnAccountThatManyAddressesTryIsLetInFromAnother() {
        for (int i = 0; i < SignInAttempts.ACCOUNT_AT_ONCE; i++) {
            fail("198.51.100." + i, 1);
        }

        assertThatExceptionOfType(TooManyAttemptsException.class)
                .as("one attempt for each address")
                .isThrownBy(() -> attempts.byPassword("198.51.100.1", "admin", "wrong"));
        assertThat(attempts.byPassword("192.0.2.9", "admin", password)).isPresent();
        assertThat(attempts.byPassword("192.0.2.9", "admin", password)).isPresent();
        fail("203.0.113.1", 1);
        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> attempts.byPassword("203.0.113.1", "admin", "wrong"));

        clock.addAndGet(
                SignInAttempts.ACCOUNT_PAUSE
                        .multipliedBy(SignInAttempts.ACCOUNT_AT_ONCE)
                        .plus(Duration.ofSeconds(1))
                        .toNanos());
        fail("203.0.113.1", 2);
    }

    @Test
    void tokensThatWereRightAreLookedAtWhateverTheirAddressDid() throws Exception {
        ApiToken token = new ApiToken(Files.readString(files.adminToken()).strip());
        for (int i = 0; i < SignInAttempts.AT_ONCE; i++) {
            assertThat(attempts.byToken(ADDRESS, new ApiToken("guess " + i))).isEmpty();
        }

        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> attempts.byToken(ADDRESS, token));
        assertThat(attempts.byToken("2001:db8::1", token)).isPresent();
        assertThat(attempts.byToken(ADDRESS, token)).isPresent();
        assertThatExceptionOfType(TooManyAttemptsException.class)
                .isThrownBy(() -> attempts.byToken(ADDRESS, new ApiToken("guess")));
    }

    @Test
    void addressesOfOneNetworkCountAsOne() {
        assertThat(SignInAttempts.network("2001:db8:1:2::1"))
                .isEqualTo(SignInAttempts.network("2001:db8:1:2:ffff::9%eth0"))
                .isNotEqualTo(SignInAttempts.network("2001:db8:1:3::1"));
        assertThat(SignInAttempts.network("::ffff:192.0.2.1"))
                .isEqualTo(SignInAttempts.network("192.0.2.1"))
                .isNotEqualTo(SignInAttempts.network("192.0.2.2"));
    }

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(attempts.byPassword(address, "admin", "wrong")).isEmpty();
        }
    }
}
