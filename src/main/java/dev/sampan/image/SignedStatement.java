package dev.sampan.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody signed about an image, in the two forms in which cosign writes it. Nothing is read of it before a key
 * that is trusted has signed all of it.
 *
 * @see <a href="https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md">simple signing</a>
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/master/protocol.md">DSSE</a>
 */
final class SignedStatement {

    /** The media type of a layer that is a payload; its signature is an annotation. */
    static final String SIMPLE = "application/vnd.dev.cosign.simplesigning.v1+json";

    static final String ANNOTATION = "dev.cosignproject.cosign/signature";

    /** How the media types of bundles begin, which hold statement and signature together; versions follow. */
    static final String BUNDLE = "application/vnd.dev.sigstore.bundle";

    private static final String TYPE = "cosign container image signature";
    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final String PREDICATE = "https://sigstore.dev/cosign/sign/v1";

    private final SignaturePolicy policy;
    private final ImageReference wanted;
    private final Digest image;

    /**
     * Looks at statements about one image.
     *
     * @param wanted the name under which the image was asked for
     * @param image the digest that has to be signed
     */
    SignedStatement(SignaturePolicy policy, ImageReference wanted, Digest image) {
        this.policy = policy;
        this.wanted = wanted;
        this.image = image;
    }

    /**
     * What came of looking at one statement.
     *
     * @param signer the key that vouches for the image
     * @param refusal why none does
     */
    record Verdict(Optional<SignatureKey> signer, String refusal) {

        static Verdict by(SignatureKey key) {
            return new Verdict(Optional.of(key), "");
        }

        static Verdict refuse(String reason) {
            return new Verdict(Optional.empty(), reason);
        }
    }

    private record Payload(@Nullable Critical critical) {}

    private record Critical(
            @Nullable Identity identity, @Nullable Subject image, @Nullable String type) {}

    private record Identity(@JsonProperty("docker-reference") @Nullable String reference) {}

    private record Subject(@JsonProperty("docker-manifest-digest") @Nullable String digest) {}

    private record Bundle(@Nullable Envelope dsseEnvelope) {}

    private record Envelope(
            @Nullable String payload,
            @Nullable String payloadType,
            @Nullable List<EnvelopeSignature> signatures) {}

    private record EnvelopeSignature(@Nullable String sig) {}

    private record Statement(
            @Nullable String predicateType, @Nullable List<StatementSubject> subject) {}

    private record StatementSubject(@Nullable Map<String, String> digest) {}

    /** Looks at a payload of simple signing and its signature. */
    Verdict simple(byte[] payload, @Nullable String signature) {
        Optional<SignatureKey> signer =
                Optional.ofNullable(signature)
                        .flatMap(SignaturePolicy::decode)
                        .flatMap(bytes -> policy.signerOf(payload, bytes));
        if (signer.isEmpty()) {
            return Verdict.refuse("a signature is by another key");
        }
        Critical critical = OciJson.read(payload, Payload.class, "The payload").critical();
        if (critical == null || !TYPE.equals(critical.type())) {
            return Verdict.refuse("what is signed says nothing about an image");
        }
        String digest = critical.image() == null ? null : critical.image().digest();
        if (!image.value().equals(digest)) {
            return Verdict.refuse("a signature is for image '%s'".formatted(shorten(digest)));
        }
        String reference = critical.identity() == null ? null : critical.identity().reference();
        if (reference == null || !isWanted(reference)) {
            return Verdict.refuse("a signature is for the name '%s'".formatted(shorten(reference)));
        }
        return Verdict.by(signer.get());
    }

    /** The same repository, and the same tag where both name one. */
    private boolean isWanted(String reference) {
        try {
            boolean tagged = reference.substring(reference.lastIndexOf('/') + 1).contains(":");
            ImageReference signed = ImageReference.parse(reference);
            return signed.registry().equals(wanted.registry())
                    && signed.repository().equals(wanted.repository())
                    && (!tagged || wanted.tag().isEmpty() || signed.tag().equals(wanted.tag()));
        } catch (InvalidImageException e) {
            return false;
        }
    }

    /** Looks at a bundle; what is signed there names the image by its digest alone. */
    Verdict bundle(byte[] document) {
        Envelope envelope = OciJson.read(document, Bundle.class, "The bundle").dsseEnvelope();
        if (envelope == null
                || envelope.payload() == null
                || envelope.signatures() == null
                || !IN_TOTO.equals(envelope.payloadType())) {
            return Verdict.refuse("a bundle says nothing about an image");
        }
        byte[] payload;
        try {
            payload = Base64.getDecoder().decode(envelope.payload());
        } catch (IllegalArgumentException e) {
            return Verdict.refuse("a bundle is damaged");
        }
        byte[] signed = encoded(payload);
        Optional<SignatureKey> signer =
                envelope.signatures().stream()
                        .filter(Objects::nonNull)
                        .map(EnvelopeSignature::sig)
                        .filter(Objects::nonNull)
                        .limit(10)
                        .flatMap(text -> SignaturePolicy.decode(text).stream())
                        .flatMap(bytes -> policy.signerOf(signed, bytes).stream())
                        .findFirst();
        if (signer.isEmpty()) {
            return Verdict.refuse("a signature is by another key");
        }
        Statement statement = OciJson.read(payload, Statement.class, "The statement");
        if (!PREDICATE.equals(statement.predicateType())) {
            return Verdict.refuse(
                    "what is signed is no signature of an image but '%s'"
                            .formatted(shorten(statement.predicateType())));
        }
        boolean named =
                statement.subject() != null
                        && statement.subject().stream()
                                .filter(Objects::nonNull)
                                .map(StatementSubject::digest)
                                .filter(Objects::nonNull)
                                .anyMatch(digests -> image.hex().equals(digests.get("sha256")));
        return named
                ? Verdict.by(signer.get())
                : Verdict.refuse("a signature is for another image");
    }

    /** What is signed of an envelope: type and payload, each behind its length. */
    private static byte[] encoded(byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                "DSSEv1 %d %s %d "
                        .formatted(IN_TOTO.length(), IN_TOTO, payload.length)
                        .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    private static String shorten(@Nullable String text) {
        String plain = text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
    }
}
