package dev.sampan.image;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * By which name and password a registry knows us.
 *
 * @param username without a colon
 * @param password a password or a token
 */
public record RegistryLogin(String username, String password) {

    String basic() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "RegistryLogin[username=" + username + ", password=[REDACTED]]";
    }
}
