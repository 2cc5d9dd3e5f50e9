package dev.sampan.account;

import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a user may do; each role may do what its permission and those before it say. */
public enum Role {
    /** Has only the apps that were given to the user. */
    MEMBER(Permission.COMMON),
    VIEWER(Permission.VIEW),
    DEPLOYER(Permission.DEPLOY),
    ADMIN(Permission.ADMINISTER);

    private final Permission most;

    Role(Permission most) {
        this.most = most;
    }

    public boolean allows(Permission permission) {
        return permission.compareTo(most) <= 0;
    }

    /** As people write it: `viewer`. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a role.
     *
     * @throws RefusedException when there is no such role
     */
    public static Role parse(String text) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "'%s' is not a role; there are %s"
                                                .formatted(
                                                        Excerpt.of(text),
                                                        Arrays.stream(values())
                                                                .map(Role::word)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }
}
