package dev.sampan.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON documents of the OCI image specification, as far as they are used here.
 *
 * @see <a href="https://github.com/opencontainers/image-spec">image-spec</a>
 */
final class OciJson {

    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    static final String LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    static final String NAME = "org.opencontainers.image.ref.name";
    static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private OciJson() {}

    /** Points at a blob. */
    record Descriptor(
            String mediaType,
            Digest digest,
            long size,
            @Nullable Map<String, String> annotations,
            @Nullable Platform platform) {

        Descriptor {
            // Whoever wrote the document may have left these out.
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(digest, "digest");
        }

        Descriptor(String mediaType, Digest digest, long size) {
            this(mediaType, digest, size, null, null);
        }

        Descriptor named(String name) {
            return new Descriptor(mediaType, digest, size, Map.of(NAME, name), null);
        }

        boolean isIndex() {
            return mediaType.equals(INDEX) || mediaType.equals(DOCKER_INDEX);
        }

        boolean isManifest() {
            return mediaType.equals(MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
        }

        @Nullable String name() {
            return annotations == null ? null : annotations.get(NAME);
        }
    }

    /** Which machines an image of an index is for. */
    record Platform(String os, String architecture, @Nullable String variant) {}

    /** What `index.json` holds, and what a registry has for an image of several platforms. */
    record Index(int schemaVersion, @Nullable String mediaType, List<Descriptor> manifests) {}

    /** As much of a document as tells what it is. */
    record Typed(
            int schemaVersion, @Nullable String mediaType, @Nullable List<Descriptor> manifests) {}

    /** One image in the `manifest.json` of `docker save`. */
    record SavedImage(
            @JsonProperty("Config") String config,
            @JsonProperty("RepoTags") @Nullable List<String> repoTags,
            @JsonProperty("Layers") List<String> layers) {}

    /** One image: its configuration and its layers, the base first. */
    record Manifest(
            int schemaVersion,
            @Nullable String mediaType,
            Descriptor config,
            List<Descriptor> layers) {}

    /** How an image is run and what its layers are when unpacked. */
    record Config(
            @Nullable String created,
            String architecture,
            String os,
            @Nullable Execution config,
            RootFs rootfs,
            @Nullable List<History> history) {}

    /** How processes are started. */
    record Execution(
            @JsonProperty("User") @Nullable String user,
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("Labels") @Nullable Map<String, String> labels,
            @JsonProperty("ExposedPorts") @Nullable Map<String, Object> exposedPorts,
            @JsonProperty("Healthcheck") @Nullable Check healthcheck) {

        static final Execution NONE = new Execution(null, null, null, null, null, null, null, null);
    }

    /** How a process is asked whether it is well; times are nanoseconds. */
    record Check(
            @JsonProperty("Test") @Nullable List<String> test,
            @JsonProperty("Interval") @Nullable Long interval,
            @JsonProperty("Timeout") @Nullable Long timeout,
            @JsonProperty("StartPeriod") @Nullable Long startPeriod,
            @JsonProperty("Retries") @Nullable Integer retries) {}

    /** The digests of the layers before compression. */
    record RootFs(String type, @JsonProperty("diff_ids") List<Digest> diffIds) {}

    /** Where a layer came from. */
    record History(
            @Nullable String created,
            @JsonProperty("created_by") @Nullable String createdBy,
            @JsonProperty("empty_layer") @Nullable Boolean emptyLayer) {

        History(String created, String createdBy) {
            this(created, createdBy, null);
        }
    }

    /** The images of a `manifest.json` of `docker save`. */
    static List<SavedImage> readSaved(byte[] json) {
        return Arrays.stream(read(json, SavedImage[].class, "'manifest.json' of the archive"))
                .filter(Objects::nonNull)
                .toList();
    }

    static byte[] write(Object document) {
        return MAPPER.writeValueAsBytes(document);
    }

    /**
     * Reads a document.
     *
     * @throws DamagedImageException when it is none
     */
    static <T> T read(byte[] json, Class<T> type, String what) {
        try {
            T document = MAPPER.readValue(json, type);
            if (document == null) {
                throw new DamagedImageException("%s is empty".formatted(what));
            }
            return document;
        } catch (JacksonException e) {
            throw new DamagedImageException(
                    "%s cannot be read: %s".formatted(what, e.getOriginalMessage()), e);
        }
    }
}
