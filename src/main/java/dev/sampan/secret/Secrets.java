package dev.sampan.secret;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Seals and opens values: the one way to what is kept of secrets. A sealed value is a text, `s1.<id of the key>.<Base64>`. The
 * keys come from {@link SecretKeys}, before anybody else is at work.
 */
@Component
public final class Secrets {

    private static final Pattern HEAD = Pattern.compile("s1\\.([0-9a-f]{16})\\.");

    private volatile @Nullable KeyRing ring;

    /** How many transactions that have not ended yet sealed values with a key. */
    private final Map<String, Integer> uses = new HashMap<>();

    /** Seals a value for where it belongs, with the current key. */
    public String seal(SecretName name, String plain) {
        SealingKey key = use();
        return prefix(key.id())
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                key.seal(plain.getBytes(StandardCharsets.UTF_8), name.bytes()));
    }

    /**
     * Opens a value where it belongs.
     *
     * @throws SecretException when it was changed, was sealed for another place, or its key is missing
     */
    public String open(SecretName name, String sealed) {
        Matcher head = HEAD.matcher(sealed);
        if (!head.lookingAt()) {
            throw new SecretException(
                    "The %s is not sealed as it has to be. Set it again".formatted(name));
        }
        SealingKey key =
                ring().find(head.group(1))
                        .orElseThrow(
                                () ->
                                        new SecretException(
                                                "The %s is sealed with key '%s', which is not there. Bring the key back, or set it again"
                                                        .formatted(name, head.group(1))));
        try {
            byte[] text = sealed.substring(head.end()).getBytes(StandardCharsets.ISO_8859_1);
            byte[] plain = key.open(Base64.getUrlDecoder().decode(text), name.bytes());
            return new String(plain, StandardCharsets.UTF_8);
        } catch (AEADBadTagException | IllegalArgumentException e) {
            throw new SecretException(
                    "The %s does not open: it was changed, or belongs elsewhere. Set it again"
                            .formatted(name),
                    e);
        }
    }

    /** A digest of a text, in hexadecimal, from which nobody finds the text by guessing; another key makes another one. */
    public String fingerprint(String text) {
        return HexFormat.of().formatHex(ring().current().digest(text));
    }

    /** How all values begin that are sealed with the current key. */
    public String currentPrefix() {
        return prefix(ring().current().id());
    }

    /** The id of the key that a value is sealed with; empty when it is not sealed. */
    public static Optional<String> keyOf(String sealed) {
        return Optional.of(HEAD.matcher(sealed))
                .filter(Matcher::lookingAt)
                .map(head -> head.group(1));
    }

    private static String prefix(String keyId) {
        return "s1." + keyId + ".";
    }

    KeyRing ring() {
        KeyRing known = ring;
        if (known == null) {
            throw new IllegalStateException("Secrets are asked for before their keys were read");
        }
        return known;
    }

    synchronized void change(KeyRing keys) {
        ring = keys;
    }

    private synchronized SealingKey use() {
        SealingKey key = ring().current();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            int _ = uses.merge(key.id(), 1, Integer::sum);
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCompletion(int status) {
                            release(key.id());
                        }
                    });
        }
        return key;
    }

    private synchronized void release(String keyId) {
        var _ = uses.computeIfPresent(keyId, (id, count) -> count == 1 ? null : count - 1);
        notifyAll();
    }

    /** Waits until every transaction has ended that sealed with another key than the current one; false if one has not. */
    synchronized boolean awaitCurrentAlone(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        String current = ring().current().id();
        while (uses.keySet().stream().anyMatch(id -> !id.equals(current))) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
