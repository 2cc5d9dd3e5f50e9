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

/**
 * Writes images for other engines: an OCI layout, as a folder or as a tar. The tar has a `manifest.json` as well, so that
 * `docker load` takes it, from Docker 23 on, which knows zstd.
 */
final class ImageExport {

    private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
    private static final String BLOBS = "blobs/sha256/";

    private final Blobs blobs;

    ImageExport(Blobs blobs) {
        this.blobs = blobs;
    }

    /** Takes the files of an image, each whole. */
    private interface Target {

        void put(String name, byte[] content) throws IOException;

        void put(String name, Path file) throws IOException;
    }

    /** Writes a tar. */
    void writeArchive(Digest image, ImageReference name, OutputStream target) throws IOException {
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(target, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        write(
                image,
                name,
                new Target() {
                    @Override
                    public void put(String file, byte[] content) throws IOException {
                        tar.putArchiveEntry(header(file, content.length));
                        tar.write(content);
                        tar.closeArchiveEntry();
                    }

                    @Override
                    public void put(String file, Path content) throws IOException {
                        tar.putArchiveEntry(header(file, Files.size(content)));
                        Files.copy(content, tar);
                        tar.closeArchiveEntry();
                    }
                });
        tar.finish();
        target.flush();
    }

    /** Writes into a folder that does not exist or is empty. */
    void writeFolder(Digest image, ImageReference name, Path folder) throws IOException {
        Files.createDirectories(folder.resolve(BLOBS));
        write(
                image,
                name,
                new Target() {
                    @Override
                    public void put(String file, byte[] content) throws IOException {
                        Files.write(folder.resolve(file), content);
                    }

                    @Override
                    public void put(String file, Path content) throws IOException {
                        Files.copy(content, folder.resolve(file));
                    }
                });
    }

    private void write(Digest image, ImageReference name, Target target) throws IOException {
        for (Map.Entry<Digest, Path> file : files(image).entrySet()) {
            target.put(BLOBS + file.getKey().hex(), file.getValue());
        }
        OciJson.Manifest manifest = ImageDocuments.manifest(blobs, image);
        OciJson.Descriptor descriptor =
                new OciJson.Descriptor(OciJson.MANIFEST, image, Files.size(blobs.path(image)))
                        .named(name.version());
        target.put(
                ForeignImages.INDEX,
                OciJson.write(new OciJson.Index(2, OciJson.INDEX, List.of(descriptor))));
        OciJson.SavedImage saved =
                new OciJson.SavedImage(
                        BLOBS + manifest.config().digest().hex(),
                        List.of(name.familiar()),
                        manifest.layers().stream()
                                .map(layer -> BLOBS + layer.digest().hex())
                                .toList());
        target.put(ForeignImages.SAVED, OciJson.write(List.of(saved)));
        target.put("oci-layout", LAYOUT.getBytes(StandardCharsets.UTF_8));
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
