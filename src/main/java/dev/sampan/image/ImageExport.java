package dev.sampan.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes images for other engines: an OCI layout in a tar that has a `manifest.json` as well, for `docker load`. */
final class ImageExport {

    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
    private static final String BLOBS = "blobs/sha256/";

    private final Blobs blobs;

    ImageExport(Blobs blobs) {
        this.blobs = blobs;
    }

    /** Writes a tar. */
    void writeArchive(Digest image, ImageReference name, OutputStream target) throws IOException {
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(target, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        for (Map.Entry<Digest, Path> file : files(image).entrySet()) {
            tar.putArchiveEntry(header(BLOBS + file.getKey().hex(), Files.size(file.getValue())));
            Files.copy(file.getValue(), tar);
            tar.closeArchiveEntry();
        }
        OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
        // Podman takes the one annotation for the whole name, containerd the other.
        OciJson.Descriptor descriptor =
                new OciJson.Descriptor(
                        OciJson.MANIFEST,
                        image,
                        Files.size(blobs.path(image)),
                        Map.of(
                                OciJson.NAME,
                                name.familiar(),
                                ForeignImages.CONTAINERD_NAME,
                                name.toString()),
                        null);
        put(
                tar,
                ForeignImages.INDEX,
                OciJson.write(new OciJson.Index(2, OciJson.INDEX, List.of(descriptor))));
        OciJson.SavedImage saved =
                new OciJson.SavedImage(
                        BLOBS + manifest.config().digest().hex(),
                        List.of(name.familiar()),
                        manifest.layers().stream()
                                .map(layer -> BLOBS + layer.digest().hex())
                                .toList());
        put(tar, ForeignImages.SAVED, OciJson.write(List.of(saved)));
        put(tar, "oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
        tar.finish();
        target.flush();
    }

    /** The files of an image, each once: its layers, its configuration, its manifest. */
    Map<Digest, Path> files(Digest image) throws IOException {
        OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
        Map<Digest, Path> files = new LinkedHashMap<>();
        for (OciJson.Descriptor layer : manifest.layers()) {
            files.put(layer.digest(), blobs.path(layer.digest()));
        }
        files.put(manifest.config().digest(), blobs.path(manifest.config().digest()));
        files.put(image, blobs.path(image));
        return files;
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        tar.putArchiveEntry(header(name, content.length));
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry header(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setMode(0644);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(FileTime.from(LayerEntry.FIXED_TIME));
        return entry;
    }
}
