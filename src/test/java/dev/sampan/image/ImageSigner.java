package dev.sampan.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Signs images and archives in the forms in which cosign does, with a key of its own. */
public final class ImageSigner {

    static final String PREDICATE = "https://sigstore.dev/cosign/sign/v1";

    private final PrivateKey key;
    private final String pem;

    public ImageSigner() {
        this("secp256r1");
    }

    ImageSigner(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            KeyPair pair = generator.generateKeyPair();
            key = pair.getPrivate();
            pem =
                    "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                            .formatted(
                                    Base64.getMimeEncoder()
                                            .encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key, as `cosign.pub` has it. */
    public String pem() {
        return pem;
    }

    SignatureKey publicKey() {
        return SignatureKey.parse(pem).getFirst();
    }

    /** As `cosign sign-blob` writes it. */
    public String sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(content);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What cosign signs of an image. */
    static String payload(String reference, Digest image) {
        return """
        {"critical":{"identity":{"docker-reference":"%s"},"image":{"docker-manifest-digest":"%s"},"type":"cosign container image signature"},"optional":null}"""
                .formatted(reference, image);
    }

    /** The manifest that stands under the tag with the signatures: one layer for each, the annotation beside it. */
    static byte[] manifest(Map<String, String> payloads) {
        List<OciJson.Descriptor> layers =
                payloads.entrySet().stream()
                        .map(
                                each ->
                                        new OciJson.Descriptor(
                                                SignedStatement.SIMPLE,
                                                Digest.of(bytes(each.getKey())),
                                                bytes(each.getKey()).length,
                                                Map.of(SignedStatement.ANNOTATION, each.getValue()),
                                                null))
                        .toList();
        return OciJson.write(new OciJson.Manifest(2, OciJson.MANIFEST, config(), layers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String sign(String text) {
        return sign(bytes(text));
    }

    static byte[] emptyConfig() {
        return "{}".getBytes(StandardCharsets.UTF_8);
    }

    private static OciJson.Descriptor config() {
        return new OciJson.Descriptor(
                "application/vnd.oci.image.config.v1+json",
                Digest.of(emptyConfig()),
                emptyConfig().length);
    }

    /** A bundle in which an image of this digest is signed, or something else is said about it. */
    byte[] bundle(Digest image, String predicate) {
        String type = "application/vnd.in-toto+json";
        byte[] statement =
                """
                {"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"%s"}}],"predicateType":"%s","predicate":{}}"""
                        .formatted(image.hex(), predicate)
                        .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.writeBytes(
                "DSSEv1 %d %s %d "
                        .formatted(type.length(), type, statement.length)
                        .getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(statement);
        return """
        {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"x"}},"dsseEnvelope":{"payload":"%s","payloadType":"%s","signatures":[{"sig":"%s"}]}}"""
                .formatted(
                        Base64.getEncoder().encodeToString(statement),
                        type,
                        sign(signed.toByteArray()))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The manifest of an artifact that has a bundle in it. */
    static byte[] bundleManifest(byte[] bundle) {
        return OciJson.write(
                new OciJson.Manifest(
                        2,
                        OciJson.MANIFEST,
                        config(),
                        List.of(
                                new OciJson.Descriptor(
                                        "application/vnd.dev.sigstore.bundle.v0.3+json",
                                        Digest.of(bundle),
                                        bundle.length))));
    }

    /** The list of referrers of an image. */
    static byte[] referrers(byte[]... manifests) {
        StringBuilder list = new StringBuilder();
        for (byte[] manifest : manifests) {
            list.append(list.isEmpty() ? "" : ",")
                    .append(
                            """
                            {"mediaType":"%s","digest":"%s","size":%d,"artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json"}"""
                                    .formatted(
                                            OciJson.MANIFEST,
                                            Digest.of(manifest),
                                            manifest.length));
        }
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(OciJson.INDEX, list)
                .getBytes(StandardCharsets.UTF_8);
    }
}
