package dev.sampan.image;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A public key by which images are signed: ECDSA over the curve P-256, as `cosign generate-key-pair` makes it.
 *
 * @param key the key
 * @param fingerprint the digest of its DER encoding (SubjectPublicKeyInfo), by which people name it
 */
public record SignatureKey(PublicKey key, Digest fingerprint) {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int MOST = 20;
    private static final int LONGEST = 64 << 10;
    private static final String CURVE = "secp256r1";

    /**
     * Reads the keys of a PEM text, at least one.
     *
     * @throws InvalidSignatureKeyException when there is none, or one is of another kind
     */
    public static List<SignatureKey> parse(String text) {
        if (text.length() > LONGEST) {
            throw new InvalidSignatureKeyException("The keys are larger than 64 KiB");
        }
        if (text.contains("PRIVATE KEY-----")) {
            throw new InvalidSignatureKeyException(
                    "This is a private key, which nobody but the signer may have. Send the public one, `cosign.pub`");
        }
        List<SignatureKey> keys = new ArrayList<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
            int end = text.indexOf(END, begin);
            if (end < 0) {
                throw new InvalidSignatureKeyException(
                        "The last key has no end, '%s'".formatted(END));
            }
            keys.add(read(text.substring(begin + BEGIN.length(), end).replaceAll("\\s", "")));
        }
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new InvalidSignatureKeyException(
                    "There are %d public keys, 1 to %d are taken. Send them as PEM, from '%s' on: `cosign.pub` has one"
                            .formatted(keys.size(), MOST, BEGIN));
        }
        return List.copyOf(keys);
    }

    private static SignatureKey read(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64);
            PublicKey key =
                    KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
            if (!(key instanceof ECPublicKey point) || !isOnP256(point)) {
                throw other(null);
            }
            return new SignatureKey(key, Digest.of(key.getEncoded()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw other(e);
        }
    }

    private static InvalidSignatureKeyException other(@Nullable Exception reason) {
        return new InvalidSignatureKeyException(
                "The key is none of ECDSA over the curve P-256, the kind that `cosign generate-key-pair` makes",
                reason);
    }

    private static boolean isOnP256(ECPublicKey key) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        ECParameterSpec wanted = parameters.getParameterSpec(ECParameterSpec.class);
        return key.getParams().getCurve().equals(wanted.getCurve())
                && key.getParams().getGenerator().equals(wanted.getGenerator())
                && key.getParams().getOrder().equals(wanted.getOrder());
    }

    /** As PEM, the form that {@link #parse} reads. */
    public String pem() {
        String base64 =
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return BEGIN + "\n" + base64 + "\n" + END + "\n";
    }

    /**
     * Whether this key's owner has signed some bytes.
     *
     * @param signature the two numbers of ECDSA in DER
     */
    boolean hasSigned(byte[] content, byte[] signature) {
        return verify("SHA256withECDSA", content, signature);
    }

    /** Whether this key's owner has signed the bytes that have this digest. */
    boolean hasSigned(Digest content, byte[] signature) {
        return verify("NONEwithECDSA", content.bytes(), signature);
    }

    private boolean verify(String algorithm, byte[] signed, byte[] signature) {
        try {
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(key);
            check.update(signed);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // not the encoding of a signature at all
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
