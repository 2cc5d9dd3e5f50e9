package dev.sampan.distribution;

import dev.sampan.image.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A small image as an engine pushes it: one layer with some files, a configuration and a manifest. */
public final class PushedSample {

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private final byte[] layer;
    private final byte[] config;
    private final String layerType;

    private PushedSample(byte[] layer, byte[] config, String layerType) {
        this.layer = layer;
        this.config = config;
        this.layerType = layerType;
    }

    /** An image whose only file has this text; its command is the text, too. */
    public static PushedSample of(String text) {
        return of(
                Map.of("text", text.getBytes(StandardCharsets.UTF_8)),
                List.of("/serve", text),
                "gzip");
    }

    /**
     * An image.
     *
     * @param compression `gzip`, or nothing
     */
    public static PushedSample of(
            Map<String, byte[]> files, List<String> command, String compression) {
        byte[] tar = tar(files);
        boolean gzip = compression.equals("gzip");
        return new PushedSample(
                gzip ? gzip(tar) : tar,
                config(tar, command, architecture()),
                gzip ? LAYER + "+gzip" : LAYER);
    }

    /** The same layer for a machine of another kind. */
    public PushedSample foreign() {
        String text = new String(config, StandardCharsets.UTF_8);
        return new PushedSample(
                layer,
                text.replace(architecture(), "s390x").getBytes(StandardCharsets.UTF_8),
                layerType);
    }

    public byte[] layer() {
        return layer.clone();
    }

    public byte[] config() {
        return config.clone();
    }

    public byte[] manifest() {
        return manifest("");
    }

    /** With further fields, each after a comma. */
    public byte[] manifest(String more) {
        return """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]%s}"""
                .formatted(MANIFEST, descriptor(CONFIG, config), descriptor(layerType, layer), more)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What an index of images of several platforms is; each platform's manifest. */
    public static byte[] index(Map<String, byte[]> manifests) {
        String listed =
                manifests.entrySet().stream()
                        .map(
                                each ->
                                        descriptor(MANIFEST, each.getValue())
                                                .replaceFirst(
                                                        "}$",
                                                        ",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}"
                                                                .formatted(each.getKey())))
                        .collect(Collectors.joining(","));
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(INDEX, listed)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Writes it as an OCI layout, for tools that read one. */
    public Path writeLayout(Path folder, String name) throws IOException {
        Path blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        for (byte[] part : new byte[][] {layer, config, manifest()}) {
            Files.write(blobs.resolve(Digest.of(part).hex()), part);
        }
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        String named =
                descriptor(MANIFEST, manifest())
                        .replaceFirst(
                                "}$",
                                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"%s\"}}"
                                        .formatted(name));
        Files.writeString(
                folder.resolve("index.json"),
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                        .formatted(INDEX, named));
        return folder;
    }

    public static String architecture() {
        return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).equals("aarch64")
                ? "arm64"
                : "amd64";
    }

    public static String descriptor(String type, byte[] content) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                .formatted(type, Digest.of(content), content.length);
    }

    private static byte[] config(byte[] tar, List<String> command, String architecture) {
        return """
        {"architecture":"%s","os":"linux","config":{"Cmd":["%s"]},\
        "rootfs":{"type":"layers","diff_ids":["%s"]}}"""
                .formatted(architecture, String.join("\",\"", command), Digest.of(tar))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(0755);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
