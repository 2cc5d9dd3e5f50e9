package dev.sampan.distribution;

import dev.sampan.image.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest or an index as somebody pushed it. Nothing of it is trusted: only what it names is taken from it.
 *
 * @param digest of the document, byte for byte
 * @param size of the document, bytes
 * @param mediaType what it says it is, one of four
 * @param config the configuration; empty for an index
 * @param layers the layers, the base first; empty for an index
 * @param children the manifests of an index
 * @param subject what it is about, when it belongs to another manifest
 * @param artifactType what it is when it is no image
 * @param annotations its annotations
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/manifest.md">image manifests</a>
 */
record PushedManifest(
        Digest digest,
        long size,
        String mediaType,
        Optional<Part> config,
        List<Part> layers,
        List<Part> children,
        Optional<Digest> subject,
        Optional<String> artifactType,
        Map<String, String> annotations) {

    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String DOCKER_MANIFEST =
            "application/vnd.docker.distribution.manifest.v2+json";
    private static final String DOCKER_INDEX =
            "application/vnd.docker.distribution.manifest.list.v2+json";
    private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_INDEX);
    private static final Set<String> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
    private static final Set<String> CONFIGS =
            Set.of(
                    "application/vnd.oci.image.config.v1+json",
                    "application/vnd.docker.container.image.v1+json");
    private static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    private static final int MOST_PARTS = 10_000;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    PushedManifest {
        layers = List.copyOf(layers);
        children = List.copyOf(children);
        annotations = Map.copyOf(annotations);
    }

    /** What a manifest names. */
    record Part(String mediaType, Digest digest, long size) {}

    /**
     * Reads one.
     *
     * @param contentType as what it was sent; null when it was read from the disk
     * @throws ContentException when it is none
     */
    static PushedManifest parse(byte[] document, @Nullable String contentType) {
        JsonNode root = read(document);
        boolean index = root.has("manifests");
        if (index == (root.has("config") || root.has("layers"))) {
            throw invalid("it has to name either manifests, or a configuration and layers");
        }
        if (root.path("schemaVersion").asInt(0) != 2) {
            throw invalid("its schemaVersion is not 2. Push it with a newer tool");
        }
        String type = text(root, "mediaType").orElse(index ? OCI_INDEX : OCI_MANIFEST);
        if (!(index ? INDEXES : MANIFESTS).contains(type)) {
            throw invalid("its media type '%s' is not known here".formatted(shorten(type)));
        }
        if (contentType != null && !bare(contentType).equals(type)) {
            throw invalid(
                    "it was sent as '%s' and says that it is '%s'"
                            .formatted(shorten(contentType), type));
        }
        return new PushedManifest(
                Digest.of(document),
                document.length,
                type,
                index ? Optional.empty() : Optional.of(part(root.path("config"), "config")),
                index ? List.of() : parts(root, "layers"),
                index ? parts(root, "manifests") : List.of(),
                root.hasNonNull("subject")
                        ? Optional.of(part(root.path("subject"), "subject").digest())
                        : Optional.empty(),
                text(root, "artifactType"),
                annotations(root.path("annotations")));
    }

    boolean isIndex() {
        return INDEXES.contains(mediaType);
    }

    /** Whether it is the manifest of an image that could be run, and no signature or the like in the form of one. */
    boolean isImage() {
        return config.filter(part -> CONFIGS.contains(part.mediaType())).isPresent()
                && artifactType.isEmpty()
                && layers.stream().allMatch(layer -> isLayer(layer.mediaType()));
    }

    /** What others call it when it is no image. */
    Optional<String> kind() {
        return artifactType.or(() -> config.map(Part::mediaType));
    }

    /** The blobs that it names. */
    List<Part> blobs() {
        return Stream.concat(config.stream(), layers.stream()).toList();
    }

    /** What makes an image the same as another one, whatever its manifest calls it. */
    List<Digest> partDigests() {
        return blobs().stream().map(Part::digest).toList();
    }

    private static boolean isLayer(String type) {
        return type.startsWith(OCI_LAYER) || type.startsWith(DOCKER_LAYER);
    }

    private static JsonNode read(byte[] document) {
        try {
            JsonNode root = JSON.readTree(document);
            if (root == null || !root.isObject()) {
                throw invalid("it is no JSON object");
            }
            return root;
        } catch (JacksonException e) {
            throw invalid("it is no JSON: " + shorten(e.getOriginalMessage()));
        }
    }

    private static List<Part> parts(JsonNode root, String field) {
        JsonNode list = root.path(field);
        if (!list.isArray() || list.size() > MOST_PARTS) {
            throw invalid("'%s' is no list of at most %d".formatted(field, MOST_PARTS));
        }
        List<Part> parts = new ArrayList<>();
        list.forEach(each -> parts.add(part(each, field)));
        return parts;
    }

    private static Part part(JsonNode node, String field) {
        String type =
                text(node, "mediaType")
                        .orElseThrow(() -> invalid("'%s' has no mediaType".formatted(field)));
        String digest =
                text(node, "digest")
                        .orElseThrow(() -> invalid("'%s' has no digest".formatted(field)));
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.asLong() < 0) {
            throw invalid("'%s' has no size".formatted(field));
        }
        return new Part(type, Reference.digest(digest), size.asLong());
    }

    private static Map<String, String> annotations(JsonNode node) {
        Map<String, String> annotations = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().isString()) {
                                annotations.put(entry.getKey(), entry.getValue().asString());
                            }
                        });
        return annotations;
    }

    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() && !value.asString().isEmpty()
                ? Optional.of(value.asString())
                : Optional.empty();
    }

    private static String bare(String contentType) {
        return contentType.replaceFirst(";.*$", "").strip();
    }

    private static String shorten(String text) {
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }

    private static ContentException invalid(String why) {
        return new ContentException(
                ContentException.Code.MANIFEST_INVALID, "The manifest cannot be taken: " + why);
    }
}
