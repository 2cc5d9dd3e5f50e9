package dev.sampan.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key of AES-256-GCM. What it seals is a random nonce of 96 bits, the ciphertext and a tag of 128 bits (NIST SP 800-38D);
 * some billions of values are safe below one key.
 */
final class SealingKey {

    static final int SIZE = 32;

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;
    private final SecretKeySpec key;
    private final String id;

    SealingKey(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException(
                    "A key has %d bytes, not %d".formatted(SIZE, bytes.length));
        }
        this.bytes = bytes.clone();
        this.key = new SecretKeySpec(bytes, "AES");
        // Says which key it is, and that it is whole; nobody gets from there to 256 random bits.
        this.id = HexFormat.of().formatHex(digest("id"), 0, 8);
    }

    static SealingKey random() {
        byte[] bytes = new byte[SIZE];
        RANDOM.nextBytes(bytes);
        return new SealingKey(bytes);
    }

    /** 16 hexadecimal digits that follow from the key. */
    String id() {
        return id;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    byte[] seal(byte[] plain, byte[] belongsTo) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, belongsTo);
            byte[] sealed = new byte[NONCE + cipher.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE);
            int _ = cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot seal with AES-256-GCM", e);
        }
    }

    /** Opens it, unless it was changed or belongs to something else. */
    byte[] open(byte[] sealed, byte[] belongsTo) throws AEADBadTagException {
        if (sealed.length < NONCE + TAG_BITS / 8) {
            throw new AEADBadTagException("too short");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE), belongsTo)
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot open AES-256-GCM", e);
        }
    }

    /** A digest that only who has the key can make, so that nobody finds what it was made of by guessing. */
    byte[] digest(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no HmacSHA256", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] belongsTo)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce), RANDOM);
        cipher.updateAAD(belongsTo);
        return cipher;
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
