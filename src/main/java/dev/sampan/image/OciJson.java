package dev.sampan.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
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
    static final String LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
    static final String NAME = "org.opencontainers.image.ref.name";

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .changeDefaultPropertyInclusion(
                            value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
                    .build();

    private OciJson() {}

    /** Points at a blob. */
    record Descriptor(
            String mediaType, Digest digest, long size, @Nullable Map<String, String> annotations) {

        Descriptor(String mediaType, Digest digest, long size) {
            this(mediaType, digest, size, null);
        }

        @Nullable String name() {
            return annotations == null ? null : annotations.get(NAME);
        }
    }

    /** What `index.json` holds. */
    record Index(int schemaVersion, String mediaType, List<Descriptor> manifests) {}

    /** One image: its configuration and its layers, the base first. */
    record Manifest(
            int schemaVersion, String mediaType, Descriptor config, List<Descriptor> layers) {}

    /** How an image is run and what its layers are when unpacked. */
    record Config(
            String created,
            String architecture,
            String os,
            Execution config,
            RootFs rootfs,
            List<History> history) {}

    /** How processes are started. */
    record Execution(
            @JsonProperty("User") @Nullable String user,
            @JsonProperty("Env") @Nullable List<String> env,
            @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
            @JsonProperty("Cmd") @Nullable List<String> cmd,
            @JsonProperty("WorkingDir") @Nullable String workingDir,
            @JsonProperty("Labels") @Nullable Map<String, String> labels) {}

    /** The digests of the layers before compression. */
    record RootFs(String type, @JsonProperty("diff_ids") List<Digest> diffIds) {}

    /** Where a layer came from. */
    record History(String created, @JsonProperty("created_by") @Nullable String createdBy) {}

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
