package dev.sampan.image;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which signatures an image needs before anything of it is unpacked: one by any of these keys, or none.
 *
 * @param keys the keys that are trusted; when there are none, images need no signature
 */
public record SignaturePolicy(List<SignatureKey> keys) {

    /** Nothing has to be signed. */
    public static final SignaturePolicy NONE = new SignaturePolicy(List.of());

    private static final int LONGEST_SIGNATURE = 1000;

    public SignaturePolicy {
        keys = List.copyOf(keys);
    }

    public boolean isRequired() {
        return !keys.isEmpty();
    }

    /**
     * Checks the signature of an archive, made by `cosign sign-blob` over its bytes as they were sent.
     *
     * @param archive the digest of these bytes
     * @param signature in base64
     * @return the key that signed it; empty when none has to
     * @throws UntrustedImageException when it is missing, or by none of the keys
     */
    public Optional<SignatureKey> checkArchive(Digest archive, Optional<String> signature) {
        if (!isRequired()) {
            return Optional.empty();
        }
        String found = "no signature came with it";
        if (signature.isPresent()) {
            Optional<SignatureKey> signer =
                    decode(signature.get()).flatMap(bytes -> signerOf(archive, bytes));
            if (signer.isPresent()) {
                return signer;
            }
            found = "the signature that came with it is by none of these keys, or over other bytes";
        }
        throw new UntrustedImageException(
                "The archive '%s' is not signed by a key that is trusted: %s. Keys tried: %s. Sign the file as it is sent, `cosign sign-blob --key cosign.key FILE`, and send what it prints: `git:load-image APP IMAGE --signature SIGNATURE`"
                        .formatted(archive, found, fingerprints()));
    }

    private Optional<SignatureKey> signerOf(Digest content, byte[] signature) {
        return keys.stream().filter(key -> key.hasSigned(content, signature)).findFirst();
    }

    /** The key whose owner signed some bytes. */
    Optional<SignatureKey> signerOf(byte[] content, byte[] signature) {
        return keys.stream().filter(key -> key.hasSigned(content, signature)).findFirst();
    }

    /** The names of the keys, for people. */
    String fingerprints() {
        return keys.stream()
                .map(key -> "'" + key.fingerprint() + "'")
                .collect(Collectors.joining(", "));
    }

    /** The bytes of a signature; empty when the text is no base64, or longer than any signature. */
    static Optional<byte[]> decode(String base64) {
        String text = base64.strip();
        if (text.length() > LONGEST_SIGNATURE) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
