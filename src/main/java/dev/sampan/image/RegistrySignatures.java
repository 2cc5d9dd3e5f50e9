package dev.sampan.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the signatures of an image in its registry: under the tag where cosign puts them, `sha256-<digest>.sig`, and
 * among the referrers of the image, which registries list, or keep as an index under the tag `sha256-<digest>`.
 *
 * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers">referrers</a>
 */
final class RegistrySignatures {

    private static final int LARGEST_DOCUMENT = 4 << 20;
    private static final int LARGEST_STATEMENT = 1 << 20;

    /** Who may write to a repository may put as much there as he likes; so much of it is looked at. */
    private static final int MOST_MANIFESTS = 32;

    private static final int MOST_STATEMENTS = 64;
    private static final int MOST_REASONS = 5;
    private static final int OK = 200;

    private static final String ACCEPT = OciJson.MANIFEST + ", " + OciJson.DOCKER_MANIFEST;

    private final RegistryClient client;
    private final ImageReference reference;
    private final SignaturePolicy policy;
    private final Set<String> refusals = new LinkedHashSet<>();
    private int statements;

    RegistrySignatures(RegistryClient client, ImageReference reference, SignaturePolicy policy) {
        this.client = client;
        this.reference = reference;
        this.policy = policy;
    }

    private record Artifact(@Nullable List<OciJson.Descriptor> layers) {}

    private record Referrers(@Nullable List<Referrer> manifests) {}

    private record Referrer(@Nullable String digest, @Nullable String artifactType) {

        boolean maySign() {
            return artifactType == null
                    || artifactType.startsWith(SignedStatement.BUNDLE)
                    || artifactType.contains("cosign");
        }
    }

    /**
     * Finds a signature that is good.
     *
     * @param digests what may be signed: the image as it was asked for, and that of this machine's platform in it
     * @return whose it is
     * @throws UntrustedImageException when there is none
     * @throws RegistryException when the registry cannot be asked
     */
    SignatureKey require(List<Digest> digests) throws IOException, InterruptedException {
        for (Digest image : digests) {
            for (String version : versions(image)) {
                Optional<SignatureKey> signer = look(image, version);
                if (signer.isPresent()) {
                    return signer.get();
                }
            }
        }
        throw new UntrustedImageException(
                "Image '%s' is not signed by a key that is trusted: digest '%s', %s. Keys tried: %s. Sign it with `cosign sign --key cosign.key %s/%s@%s`"
                        .formatted(
                                reference.familiar(),
                                digests.getFirst(),
                                refusals.isEmpty()
                                        ? "the registry has no signature of it"
                                        : refusals.stream()
                                                .limit(MOST_REASONS)
                                                .collect(Collectors.joining("; ")),
                                policy.fingerprints(),
                                reference.registry(),
                                reference.repository(),
                                digests.getFirst()));
    }

    /** Where manifests with signatures may be. */
    private List<String> versions(Digest image) throws IOException, InterruptedException {
        List<String> versions = new ArrayList<>(List.of("sha256-" + image.hex() + ".sig"));
        Optional<byte[]> listed = get("referrers/" + image, OciJson.INDEX, LARGEST_DOCUMENT);
        if (listed.isEmpty()) {
            listed = get("manifests/sha256-" + image.hex(), OciJson.INDEX, LARGEST_DOCUMENT);
        }
        if (listed.isPresent()) {
            versions.addAll(referrers(listed.get()));
        }
        return versions;
    }

    private List<String> referrers(byte[] document) {
        List<Referrer> all;
        try {
            all = OciJson.read(document, Referrers.class, "The list of referrers").manifests();
        } catch (DamagedImageException e) {
            refusals.add("the list of signatures cannot be read");
            return List.of();
        }
        if (all == null) {
            return List.of();
        }
        List<String> digests = new ArrayList<>();
        for (Referrer each : all) {
            String digest = each == null || !each.maySign() ? null : each.digest();
            if (digest != null && Digest.isValid(digest) && digests.size() < MOST_MANIFESTS) {
                digests.add(digest);
            }
        }
        return digests;
    }

    private Optional<SignatureKey> look(Digest image, String version)
            throws IOException, InterruptedException {
        Optional<byte[]> document = get("manifests/" + version, ACCEPT, LARGEST_DOCUMENT);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        SignedStatement statement = new SignedStatement(policy, reference, image);
        try {
            for (OciJson.Descriptor layer : layers(document.get())) {
                Optional<SignatureKey> signer = look(statement, layer);
                if (signer.isPresent()) {
                    return signer;
                }
            }
        } catch (DamagedImageException e) {
            refusals.add("a signature cannot be read");
        }
        return Optional.empty();
    }

    private static List<OciJson.Descriptor> layers(byte[] manifest) {
        List<OciJson.Descriptor> layers =
                OciJson.read(manifest, Artifact.class, "A signature").layers();
        return layers == null ? List.of() : layers.stream().filter(Objects::nonNull).toList();
    }

    private Optional<SignatureKey> look(SignedStatement statement, OciJson.Descriptor layer)
            throws IOException, InterruptedException {
        boolean simple = layer.mediaType().equals(SignedStatement.SIMPLE);
        if (!simple && !layer.mediaType().startsWith(SignedStatement.BUNDLE)) {
            return Optional.empty();
        }
        if (++statements > MOST_STATEMENTS) {
            refusals.add("only the first %d signatures were tried".formatted(MOST_STATEMENTS));
            return Optional.empty();
        }
        Optional<byte[]> content = get("blobs/" + layer.digest(), "*/*", LARGEST_STATEMENT);
        if (content.isEmpty() || !Digest.of(content.get()).equals(layer.digest())) {
            refusals.add("a signature is not there, or was changed");
            return Optional.empty();
        }
        SignedStatement.Verdict verdict =
                simple
                        ? statement.simple(content.get(), signature(layer))
                        : statement.bundle(content.get());
        if (!verdict.refusal().isEmpty()) {
            refusals.add(verdict.refusal());
        }
        return verdict.signer();
    }

    private static @Nullable String signature(OciJson.Descriptor layer) {
        return layer.annotations() == null
                ? null
                : layer.annotations().get(SignedStatement.ANNOTATION);
    }

    /** What the registry has there; empty when it has nothing, or does not know of such a place. */
    private Optional<byte[]> get(String path, String accept, int most)
            throws IOException, InterruptedException {
        try (RegistryClient.Answer answer =
                client.get(reference.repository() + "/" + path, Map.of("Accept", accept))) {
            if (answer.status() >= 500) {
                throw new IOException(
                        "it answers with status %d when asked for signatures"
                                .formatted(answer.status()));
            }
            return answer.status() == OK
                    ? Optional.of(answer.read(most, "A signature"))
                    : Optional.empty();
        }
    }
}
