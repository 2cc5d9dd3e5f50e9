package dev.sampan.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns images into manifests and configurations, and back. */
final class ImageDocuments {

    private ImageDocuments() {}

    static Image read(Blobs blobs, Digest digest) throws IOException {
        OciJson.Config config = config(blobs, manifest(blobs, digest));
        return new Image(digest, config.rootfs().diffIds(), imageConfig(config.config()));
    }

    static OciJson.Manifest manifest(Blobs blobs, Digest digest) throws IOException {
        return OciJson.read(
                blobs.read(digest), OciJson.Manifest.class, "Manifest '%s'".formatted(digest));
    }

    /** The configuration that a manifest names; it has one layer for each of the manifest's. */
    static OciJson.Config config(Blobs blobs, OciJson.Manifest manifest) throws IOException {
        Digest digest = manifest.config().digest();
        OciJson.Config config =
                OciJson.read(
                        blobs.read(digest),
                        OciJson.Config.class,
                        "Image configuration '%s'".formatted(digest));
        if (config.rootfs().diffIds().size() != manifest.layers().size()) {
            throw new DamagedImageException(
                    "Image configuration '%s' names %d layers, the manifest %d"
                            .formatted(
                                    digest,
                                    config.rootfs().diffIds().size(),
                                    manifest.layers().size()));
        }
        return config;
    }

    /** Stores an image that is one layer over another, or a base. */
    static Image write(
            Blobs blobs,
            @Nullable Image below,
            PackedLayer layer,
            ImageConfig config,
            String createdBy)
            throws IOException {
        List<Digest> diffIds = new ArrayList<>();
        List<OciJson.Descriptor> descriptors = new ArrayList<>();
        List<OciJson.History> history = new ArrayList<>();
        if (below != null) {
            OciJson.Manifest manifest = manifest(blobs, below.digest());
            diffIds.addAll(below.layers());
            descriptors.addAll(manifest.layers());
            history.addAll(config(blobs, manifest).history());
        }
        String created = LayerEntry.FIXED_TIME.toString();
        diffIds.add(layer.diffId());
        descriptors.add(layer.blob().blob());
        history.add(new OciJson.History(created, "sampan: " + createdBy));
        OciJson.Config document =
                new OciJson.Config(
                        created,
                        architecture(System.getProperty("os.arch", "")),
                        "linux",
                        execution(config),
                        new OciJson.RootFs("layers", diffIds),
                        history);
        Blobs.Staged stored = blobs.stage(OciJson.CONFIG, OciJson.write(document));
        Blobs.Staged image =
                blobs.stage(
                        OciJson.MANIFEST,
                        OciJson.write(
                                new OciJson.Manifest(
                                        2, OciJson.MANIFEST, stored.blob(), descriptors)));
        blobs.place(List.of(layer.blob(), stored, image));
        return new Image(image.blob().digest(), diffIds, config);
    }

    private static OciJson.Execution execution(ImageConfig config) {
        return new OciJson.Execution(
                config.user(),
                config.env().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                config.entrypoint().isEmpty() ? null : config.entrypoint(),
                config.arguments().isEmpty() ? null : config.arguments(),
                config.workingDirectory(),
                config.labels().isEmpty() ? null : new TreeMap<>(config.labels()));
    }

    private static ImageConfig imageConfig(OciJson.Execution execution) {
        Map<String, String> env = new LinkedHashMap<>();
        for (String variable : orEmpty(execution.env())) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                env.put(variable.substring(0, equals), variable.substring(equals + 1));
            }
        }
        String directory = execution.workingDir();
        String user = execution.user();
        Map<String, String> labels = execution.labels();
        return new ImageConfig(
                env,
                directory == null || directory.isEmpty() ? "/" : directory,
                user == null || user.isEmpty() ? "0:0" : user,
                orEmpty(execution.entrypoint()),
                orEmpty(execution.cmd()),
                labels == null ? Map.of() : labels);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    /** As Go names it, which is what the specification asks for. */
    static String architecture(String java) {
        return switch (java.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java;
        };
    }
}
