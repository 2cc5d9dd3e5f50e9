package dev.sampan.secret;

import java.nio.charset.StandardCharsets;

/**
 * What a secret belongs to. It is sealed together with this, so that it opens nowhere else. None of the parts holds a NUL.
 *
 * @param kind which sort of secret, as in `config var`
 * @param owner an app, or `*` for all apps
 * @param name its name there
 */
public record SecretName(String kind, String owner, String name) {

    /** The owner of what holds for all apps; no app can have this name. */
    public static final String ALL = "*";

    byte[] bytes() {
        return String.join("\0", kind, owner, name).getBytes(StandardCharsets.UTF_8);
    }

    /** As in `config var 'TOKEN' of app 'shop'`. */
    @Override
    public String toString() {
        return "%s '%s' of %s"
                .formatted(kind, name, owner.equals(ALL) ? "all apps" : "app '" + owner + "'");
    }
}
