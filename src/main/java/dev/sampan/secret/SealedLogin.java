package dev.sampan.secret;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A login as a file keeps it.
 *
 * @param username in plain text
 * @param sealed the password
 * @param password the password in plain text, as earlier versions kept it
 */
public record SealedLogin(String username, @Nullable String sealed, @Nullable String password) {

    public static SealedLogin of(
            Secrets secrets, SecretName name, String username, String password) {
        return new SealedLogin(username, secrets.seal(name, password), null);
    }

    /** The password in plain text. */
    public String open(Secrets secrets, SecretName name) {
        if (sealed != null) {
            return secrets.open(name, sealed);
        }
        if (password == null) {
            throw new SecretException("The %s has no password. Set it again".formatted(name));
        }
        return password;
    }

    /** The ids of the keys that logins are sealed with. */
    public static Set<String> keyIds(Stream<SealedLogin> logins) {
        return logins.map(SealedLogin::sealed)
                .filter(Objects::nonNull)
                .flatMap(text -> Secrets.keyOf(text).stream())
                .collect(Collectors.toSet());
    }

    /** Whether one of these keys seals it. */
    public boolean isSealedWith(Set<String> keyIds) {
        return sealed != null && Secrets.keyOf(sealed).filter(keyIds::contains).isPresent();
    }

    /** Whether the current key seals it. */
    public boolean isCurrent(Secrets secrets) {
        return sealed != null && sealed.startsWith(secrets.currentPrefix());
    }

    @Override
    public String toString() {
        return "SealedLogin[username=" + username + "]";
    }
}
