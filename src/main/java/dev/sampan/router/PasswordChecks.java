package dev.sampan.router;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with hashes beside the workers, since one comparison takes longer than a thousand requests. What
 * was right is remembered for a while, under a key that only this process has.
 */
final class PasswordChecks implements AutoCloseable {

    private static final int MOST_WAITING = 64;
    private static final int MOST_KNOWN = 10_000;
    private static final long KNOWN_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final byte[] key = new byte[32];
    private final ConcurrentHashMap<String, Long> known = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(
                    1,
                    1,
                    10,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofPlatform().daemon().name("passwords").factory());

    PasswordChecks() {
        new SecureRandom().nextBytes(key);
        executor.allowCoreThreadTimeOut(true);
    }

    /** Whether this password was right for this hash a short time ago. */
    boolean isKnown(PasswordHash hash, String password) {
        Long since = known.get(fingerprint(hash, password));
        return since != null && System.nanoTime() - since < KNOWN_NANOS;
    }

    /**
     * Compares in the background.
     *
     * @throws RejectedExecutionException when too many wait already
     */
    CompletableFuture<Boolean> check(PasswordHash hash, String password) {
        return CompletableFuture.supplyAsync(
                () -> {
                    boolean right = hash.matches(password);
                    if (right) {
                        remember(fingerprint(hash, password));
                    }
                    return right;
                },
                executor);
    }

    private void remember(String fingerprint) {
        if (known.size() >= MOST_KNOWN) {
            known.clear();
        }
        known.put(fingerprint, System.nanoTime());
    }

    private String fingerprint(PasswordHash hash, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(Ascii.bytes(hash.text()));
            mac.update((byte) 0);
            mac.update(password.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK lacks HmacSHA256", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
