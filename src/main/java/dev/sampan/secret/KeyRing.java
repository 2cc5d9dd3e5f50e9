package dev.sampan.secret;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that there are.
 *
 * @param keys the one that new values are sealed with, and those that older values may still be sealed with
 */
record KeyRing(List<SealingKey> keys) {

    private static final String HEAD =
            """
            # The keys of Sampan's secrets: an id and a key on each line, the first for all that is new.
            # Nothing opens the values without them. Keep a copy, but not with the copies of the database.
            """;

    KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no key");
        }
    }

    /** Reads what {@link #text} writes; the message of the exception says what is wrong, and holds no key. */
    static KeyRing parse(String text) {
        List<SealingKey> keys = new ArrayList<>();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" +", -1);
            if (words.length != 2) {
                throw new IllegalArgumentException("a line is not an id and a key");
            }
            SealingKey key = new SealingKey(decode(words[1]));
            if (!key.id().equals(words[0])) {
                throw new IllegalArgumentException(
                        "the key beside the id '%s' is another one".formatted(words[0]));
            }
            keys.add(key);
        }
        return new KeyRing(keys);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key is not Base64", e);
        }
    }

    String text() {
        return HEAD
                + keys.stream()
                        .map(
                                key ->
                                        key.id()
                                                + " "
                                                + Base64.getEncoder().encodeToString(key.bytes())
                                                + "\n")
                        .collect(Collectors.joining());
    }

    SealingKey current() {
        return keys.getFirst();
    }

    Optional<SealingKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    Set<String> ids() {
        return keys.stream().map(SealingKey::id).collect(Collectors.toSet());
    }

    /** With a new key for all that is new. */
    KeyRing with(SealingKey fresh) {
        List<SealingKey> all = new ArrayList<>(List.of(fresh));
        all.addAll(keys);
        return new KeyRing(all);
    }

    KeyRing currentAlone() {
        return new KeyRing(List.of(current()));
    }
}
