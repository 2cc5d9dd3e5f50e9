package dev.sampan.image;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** An image of a few files, in all the forms in which one can be brought. */
final class SampleImage {

    /** What a tool makes of an image's layers on their way. */
    interface Packer {
        OutputStream over(OutputStream target) throws IOException;
    }

    static final Packer PLAIN = target -> target;
    static final Packer GZIP = GZIPOutputStream::new;
    static final Packer ZSTD = ZstdOutputStream::new;

    private final List<byte[]> plain = new ArrayList<>();
    private final List<byte[]> packed = new ArrayList<>();
    private String architecture = ImageDocuments.architecture();
    private String execution =
            "{\"Entrypoint\": [\"/bin/serve\"], \"Cmd\": [\"now\"], \"ExposedPorts\": {\"8080/tcp\": {}}, \"User\": \"www\"}";

    SampleImage layer(TarBuilder tar, Packer packer) {
        byte[] bytes = tar.bytes();
        plain.add(bytes);
        packed.add(pack(bytes, packer));
        return this;
    }

    /** The last layer once more. */
    SampleImage sameLayer() {
        plain.add(plain.getLast());
        packed.add(packed.getLast());
        return this;
    }

    SampleImage on(String other) {
        architecture = other;
        return this;
    }

    SampleImage execution(String json) {
        execution = json;
        return this;
    }

    static byte[] pack(byte[] bytes, Packer packer) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream stream = packer.over(target)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.toByteArray();
    }

    List<byte[]> packed() {
        return packed;
    }

    List<Digest> diffIds() {
        return plain.stream().map(Digest::of).toList();
    }

    byte[] config() {
        return """
        {"architecture": "%s", "os": "linux", "container": "unknown to us", "config": %s,
         "rootfs": {"type": "layers", "diff_ids": [%s]}}
        """
                .formatted(
                        architecture,
                        execution,
                        String.join(",", diffIds().stream().map(id -> "\"" + id + "\"").toList()))
                .getBytes(StandardCharsets.UTF_8);
    }

    byte[] manifest() {
        return OciJson.write(
                new OciJson.Manifest(
                        2,
                        OciJson.DOCKER_MANIFEST,
                        descriptor("application/vnd.docker.container.image.v1+json", config()),
                        packed.stream()
                                .map(
                                        layer ->
                                                descriptor(
                                                        "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                                        layer))
                                .toList()));
    }

    /** As `docker save` wrote it before it knew of OCI: the second layer of two that are the same is a link. */
    TarBuilder saved(String name) {
        TarBuilder tar = new TarBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < packed.size(); i++) {
            String layer = "layer" + i + "/layer.tar";
            names.add("\"" + layer + "\"");
            int same = packed.indexOf(packed.get(i));
            if (same < i) {
                tar.symbolicLink(layer, "../layer" + same + "/layer.tar");
            } else {
                tar.entry(layer, TarConstants.LF_NORMAL, packed.get(i), _ -> {});
            }
        }
        tar.entry("config.json", TarConstants.LF_NORMAL, config(), _ -> {});
        return tar.file(
                "manifest.json",
                "[{\"Config\": \"config.json\", \"RepoTags\": [\"%s\"], \"Layers\": [%s]}]"
                        .formatted(name, String.join(",", names)));
    }

    /** An OCI layout of one image. */
    TarBuilder layout(String name) {
        TarBuilder tar = new TarBuilder().file("./oci-layout", "{}");
        blob(tar, manifest());
        blob(tar, config());
        packed.stream().distinct().forEach(layer -> blob(tar, layer));
        OciJson.Descriptor manifest =
                new OciJson.Descriptor(OciJson.MANIFEST, Digest.of(manifest()), manifest().length)
                        .named(name);
        byte[] index = OciJson.write(new OciJson.Index(2, OciJson.INDEX, List.of(manifest)));
        tar.entry("./index.json", TarConstants.LF_NORMAL, index, _ -> {});
        return tar;
    }

    /** An index of images for several platforms. */
    static byte[] index(Map<String, byte[]> manifests) {
        return OciJson.write(
                new OciJson.Index(
                        2,
                        OciJson.DOCKER_INDEX,
                        manifests.entrySet().stream()
                                .map(
                                        each ->
                                                new OciJson.Descriptor(
                                                        OciJson.DOCKER_MANIFEST,
                                                        Digest.of(each.getValue()),
                                                        each.getValue().length,
                                                        null,
                                                        new OciJson.Platform(
                                                                "linux", each.getKey(), null)))
                                .toList()));
    }

    private static void blob(TarBuilder tar, byte[] content) {
        tar.entry(
                "./blobs/sha256/" + Digest.of(content).hex(),
                TarConstants.LF_NORMAL,
                content,
                _ -> {});
    }

    private static OciJson.Descriptor descriptor(String type, byte[] content) {
        return new OciJson.Descriptor(type, Digest.of(content), content.length);
    }
}
