package dev.sampan.account;

import java.security.SecureRandom;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Makes the credentials of the administrator at the first start, before any front door opens. */
@Component
public final class FirstCredentials implements SmartInitializingSingleton {

    /** Without letters and digits that look alike. */
    private static final String ALPHABET =
            "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 24;

    private final SecretFiles files;
    private final KeyPairs keys;
    private final Users users;
    private final ApiTokens tokens;

    FirstCredentials(SecretFiles files, KeyPairs keys, Users users, ApiTokens tokens) {
        this.files = files;
        this.keys = keys;
        this.users = users;
        this.tokens = tokens;
    }

    @Override
    public void afterSingletonsInstantiated() {
        users.ensureAdmin(
                files.readOrCreate(files.adminPassword(), FirstCredentials::randomPassword));
        tokens.ensure(
                Users.ADMIN,
                "admin-token",
                new ApiToken(
                        files.readOrCreate(files.adminToken(), () -> ApiToken.random().value())));
        keys.operator();
    }

    /** A password that nobody has to remember. */
    public static String randomPassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
