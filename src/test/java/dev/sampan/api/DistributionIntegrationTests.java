package dev.sampan.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeContainersOnly;
import dev.sampan.app.AppName;
import dev.sampan.app.ImageKey;
import dev.sampan.app.ImageKeys;
import dev.sampan.container.StorageUsage;
import dev.sampan.deploy.ImageDeployer;
import dev.sampan.distribution.PushedSample;
import dev.sampan.distribution.RepositorySweeper;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageSigner;
import dev.sampan.image.ImageStore;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The registry over real HTTP: push, pull, discovery and management, as the distribution specification has them. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.distribution.host-reserve=0",
            "sampan.deploy.releases-kept=2",
            "sampan.image.untagged-age=0s",
            "spring.datasource.url=jdbc:h2:mem:distribution;DB_CLOSE_DELAY=-1"
        })
@Import(FakeContainersOnly.class)
@DirtiesContext
@Timeout(240)
class DistributionIntegrationTests {

    private static final byte[] NOTHING = new byte[0];
    private static final String UNKNOWN = Digest.ofHex("0".repeat(64)).value();

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @TempDir Path folder;

    @LocalServerPort private int port;
    @Autowired private FakeContainers containers;
    @Autowired private DataSource database;
    @Autowired private RepositorySweeper sweeper;
    @Autowired private ImageStore images;
    @Autowired private ImageKeys keys;
    @Autowired private ImageDeployer deployer;

    private RegistryClientOfTests client;

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void signIn() throws Exception {
        client = new RegistryClientOfTests(port, "admin", token());
    }

    @AfterEach
    void destroyApps() throws Exception {
        for (String app : List.of("shop", "other")) {
            client.send("DELETE", "/api/v1/apps/" + app);
        }
        assertThat(home.resolve("registry"))
                .satisfiesAnyOf(
                        root -> assertThat(root).doesNotExist(),
                        root -> assertThat(root).isEmptyDirectory());
    }

    @Test
    void nobodyIsLetInWithoutALogin() throws Exception {
        HttpResponse<byte[]> refused =
                new RegistryClientOfTests(port, "admin", "wrong").send("GET", "/v2/");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Basic realm=\"sampan\"");
        assertThat(header(refused, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        assertThat(text(refused)).contains("{\"errors\":[{", "\"UNAUTHORIZED\"");
        HttpResponse<byte[]> known = client.send("GET", "/v2/");
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(header(known, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
    }

    @Test
    void blobsArePushedInEveryWay() throws Exception {
        byte[] content = random(200_000);
        String blob = "/v2/shop/blobs/" + Digest.of(content);

        assertThat(client.send("HEAD", blob).statusCode()).isEqualTo(404);
        HttpResponse<byte[]> chunked = client.chunks("shop", content, 65_537);
        assertThat(chunked.statusCode()).as(text(chunked)).isEqualTo(201);
        assertThat(header(chunked, "Location")).isEqualTo(blob);
        assertThat(header(chunked, "Docker-Content-Digest")).isEqualTo(Digest.of(content).value());
        assertThat(client.blob("shop", content).statusCode()).isEqualTo(201);
        byte[] other = random(10);
        HttpResponse<byte[]> atOnce =
                client.send("POST", "/v2/shop/blobs/uploads/?digest=" + Digest.of(other), other);
        assertThat(atOnce.statusCode()).isEqualTo(201);
        String location = client.begin("shop");
        assertThat(client.send("PATCH", location, content).statusCode()).isEqualTo(202);
        assertThat(client.send("PUT", location + "?digest=" + Digest.of(content)).statusCode())
                .isEqualTo(201);
        byte[] empty = NOTHING;
        assertThat(client.blob("shop", empty).statusCode()).isEqualTo(201);

        HttpResponse<byte[]> head = client.send("HEAD", blob);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("200000");
        assertThat(header(head, "Docker-Content-Digest")).isEqualTo(Digest.of(content).value());
        assertThat(client.send("GET", blob).body()).isEqualTo(content);
        assertThat(uploads("shop")).isEmpty();
    }

    @Test
    void blobsArePulledInPart() throws Exception {
        byte[] content = random(1000);
        client.blob("shop", content);
        String blob = "/v2/shop/blobs/" + Digest.of(content);

        HttpResponse<byte[]> part = client.send("GET", blob, NOTHING, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 10-19/1000");
        assertThat(client.send("GET", blob, NOTHING, "Range", "bytes=990-").body())
                .isEqualTo(Arrays.copyOfRange(content, 990, 1000));
        assertThat(client.send("GET", blob, NOTHING, "Range", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(content, 995, 1000));
        HttpResponse<byte[]> longer = client.send("GET", blob, NOTHING, "Range", "bytes=995-5000");
        assertThat(longer.body()).isEqualTo(Arrays.copyOfRange(content, 995, 1000));
        assertThat(header(longer, "Content-Range")).isEqualTo("bytes 995-999/1000");
        assertThat(header(longer, "Content-Length")).isEqualTo("5");
        assertThat(client.send("GET", blob, NOTHING, "Range", "bytes=500-0").statusCode())
                .isEqualTo(416);
        HttpResponse<byte[]> beyond = client.send("GET", blob, NOTHING, "Range", "bytes=1000-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */1000");
        assertThat(client.send("GET", blob, NOTHING, "Range", "bytes=x").body()).hasSize(1000);
    }

    @Test
    void uploadGoesOnWhereItIsAndNowhereElse() throws Exception {
        byte[] content = random(100);
        String location = client.begin("shop");
        client.send("PATCH", location, Arrays.copyOf(content, 40), "Content-Range", "0-39");

        HttpResponse<byte[]> gap =
                client.send("PATCH", location, new byte[10], "Content-Range", "50-59");
        assertThat(gap.statusCode()).isEqualTo(416);
        assertThat(header(gap, "Range")).isEqualTo("0-39");
        assertThat(header(gap, "Location")).isEqualTo(location);
        assertThat(text(gap)).contains("BLOB_UPLOAD_INVALID", "has 40 bytes");
        assertThat(
                        client.send("PATCH", location, new byte[10], "Content-Range", "40-44")
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        client.send("PATCH", location, new byte[10], "Content-Range", "40-60")
                                .statusCode())
                .isEqualTo(400);
        assertThat(client.send("PATCH", location, new byte[10], "Content-Range", "x").statusCode())
                .isEqualTo(416);
        HttpResponse<byte[]> offset = client.send("GET", location);
        assertThat(offset.statusCode()).isEqualTo(204);
        assertThat(header(offset, "Range")).isEqualTo("0-39");
        HttpResponse<byte[]> last =
                client.send(
                        "PUT",
                        location + "?digest=" + Digest.of(content),
                        Arrays.copyOfRange(content, 40, 100),
                        "Content-Range",
                        "40-99");
        assertThat(last.statusCode()).as(text(last)).isEqualTo(201);
    }

    @Test
    void chunksInTheWrongOrderAreRefusedUntilTheRightOneComes() throws Exception {
        byte[] content = random(100);
        String location = client.begin("shop");
        byte[] second = Arrays.copyOfRange(content, 60, 100);

        assertThat(client.send("PATCH", location, second, "Content-Range", "60-99").statusCode())
                .isEqualTo(416);
        assertThat(client.send("GET", location).statusCode()).isEqualTo(204);
        HttpResponse<byte[]> first =
                client.send("PATCH", location, Arrays.copyOf(content, 60), "Content-Range", "0-59");
        assertThat(first.statusCode()).isEqualTo(202);
        HttpResponse<byte[]> last =
                client.send(
                        "PUT",
                        header(first, "Location") + "?digest=" + Digest.of(content),
                        second,
                        "Content-Range",
                        "60-99");
        assertThat(last.statusCode()).as(text(last)).isEqualTo(201);
        assertThat(client.send("GET", header(last, "Location")).body()).isEqualTo(content);
    }

    @Test
    void uploadThatIsNotWhatItsDigestSaysIsRemoved() throws Exception {
        String location = client.begin("shop");
        client.send("PATCH", location, new byte[10]);

        HttpResponse<byte[]> wrong = client.send("PUT", location + "?digest=" + UNKNOWN);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(text(wrong)).contains("DIGEST_INVALID");
        assertThat(client.send("GET", location).statusCode()).isEqualTo(404);
        for (HttpResponse<byte[]> other :
                List.of(
                        client.send(
                                "POST", "/v2/shop/blobs/uploads/?digest=" + UNKNOWN, new byte[10]),
                        client.send(
                                "PUT",
                                client.begin("shop") + "?digest=" + UNKNOWN,
                                new byte[10]))) {
            assertThat(other.statusCode()).isEqualTo(400);
            assertThat(text(other)).contains("DIGEST_INVALID");
        }
        assertThat(files("shop/blobs")).isEmpty();
        String second = client.begin("shop");
        assertThat(client.send("PUT", second + "?digest=sha512:00").statusCode()).isEqualTo(400);
        assertThat(client.send("PUT", second).statusCode()).isEqualTo(400);
        assertThat(client.send("DELETE", second).statusCode()).isEqualTo(204);
        assertThat(client.send("DELETE", second).statusCode()).isEqualTo(404);
        assertThat(client.send("PATCH", "/v2/shop/blobs/uploads/x", NOTHING).statusCode())
                .isEqualTo(404);
    }

    @Test
    void pushedImageIsDeployedAndPulledAgain() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.parts("shop", sample);
        HttpResponse<byte[]> pushed = client.manifest("shop", "1.0", sample.manifest());

        String digest = Digest.of(sample.manifest()).value();
        assertThat(pushed.statusCode()).as(text(pushed)).isEqualTo(201);
        assertThat(header(pushed, "Docker-Content-Digest")).isEqualTo(digest);
        assertThat(header(pushed, "Location")).isEqualTo("/v2/shop/manifests/" + digest);
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .contains("\"description\":\"Push shop:1.0\"", "\"current\":true");
        assertThat(containers.specs("shop").getFirst().arguments()).contains("/serve", "one");
        for (String reference : List.of("1.0", "latest", "v1", digest)) {
            HttpResponse<byte[]> manifest = client.send("GET", "/v2/shop/manifests/" + reference);
            assertThat(manifest.body()).as(reference).isEqualTo(sample.manifest());
            assertThat(header(manifest, "Content-Type"))
                    .isEqualTo("application/vnd.oci.image.manifest.v1+json");
            assertThat(header(manifest, "Docker-Content-Digest")).isEqualTo(digest);
            HttpResponse<byte[]> head = client.send("HEAD", "/v2/shop/manifests/" + reference);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(header(head, "Content-Length"))
                    .isEqualTo(Integer.toString(sample.manifest().length));
        }
        for (byte[] part : List.of(sample.layer(), sample.config())) {
            assertThat(client.send("GET", "/v2/shop/blobs/" + Digest.of(part)).body())
                    .isEqualTo(part);
        }
        // They are kept once, with the release.
        assertThat(files("shop/blobs")).isEmpty();
        assertThat(text(client.send("GET", "/v2/shop/manifests/2.0")))
                .contains("MANIFEST_UNKNOWN", "App 'shop' has no image '2.0'");
        assertThat(client.send("GET", "/v2/shop/manifests/" + UNKNOWN).statusCode()).isEqualTo(404);
    }

    @Test
    void layerThatIsNotCompressedIsPulledAsItCame() throws Exception {
        PushedSample sample =
                PushedSample.of(Map.of("a", new byte[] {1}), List.of("/serve", "plain"), "none");
        client.push("shop", "latest", sample);

        assertThat(client.send("GET", "/v2/shop/manifests/latest").body())
                .isEqualTo(sample.manifest());
        assertThat(client.send("GET", "/v2/shop/blobs/" + Digest.of(sample.layer())).body())
                .isEqualTo(sample.layer());
    }

    /** Layers are kept as zstd, which engines of stable distributions do not read. */
    @Test
    void imageThatCameByAnotherWayIsPulledWithLayersOfGzip() throws Exception {
        PushedSample sample =
                PushedSample.of(Map.of("a", new byte[] {1}), List.of("/serve", "a"), "none");
        Path archive = folder.resolve("image.tar");
        Path layout = sample.writeLayout(folder.resolve("layout"), "1");
        run("tar", "-cf", archive.toString(), "-C", layout.toString(), ".");
        client.begin("shop");
        try (InputStream content = Files.newInputStream(archive)) {
            deployer.load(
                    new AppName("shop"),
                    content,
                    "shop:1",
                    Optional.empty(),
                    "admin",
                    new DeployLines().log());
        }

        HttpResponse<byte[]> manifest = client.send("GET", "/v2/shop/manifests/latest");
        assertThat(text(manifest)).contains("tar+gzip").doesNotContain("zstd");
        String digest = header(manifest, "Docker-Content-Digest");
        assertThat(client.send("GET", "/v2/shop/manifests/" + digest).body())
                .isEqualTo(manifest.body());
        assertThat(client.send("GET", "/v2/shop/manifests/v1").body()).isEqualTo(manifest.body());
        Matcher layer =
                Pattern.compile("tar\\+gzip\",\"digest\":\"(.*?)\"").matcher(text(manifest));
        assertThat(layer.find()).isTrue();
        byte[] packed = client.send("GET", "/v2/shop/blobs/" + layer.group(1)).body();
        try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            assertThat(tar.readAllBytes()).isEqualTo(sample.layer());
        }
        // It is the image that serves, so a further name for it deploys nothing.
        assertThat(client.manifest("shop", "stable", manifest.body()).statusCode()).isEqualTo(201);
        // Nor does the manifest of its own that docker writes for what it pulled.
        byte[] docker =
                text(manifest)
                        .replace("oci.image.manifest.v1", "docker.distribution.manifest.v2")
                        .replace("oci.image.config.v1", "docker.container.image.v1")
                        .replace("oci.image.layer.v1.tar+gzip", "docker.image.rootfs.diff.tar.gzip")
                        .getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> again =
                client.send(
                        "PUT",
                        "/v2/shop/manifests/again",
                        docker,
                        "Content-Type",
                        "application/vnd.docker.distribution.manifest.v2+json");
        assertThat(again.statusCode()).as(text(again)).isEqualTo(201);
        assertThat(header(again, "Warning"))
                .isEqualTo("299 - \"App 'shop' serves this image already. Nothing was deployed\"");
        assertThat(client.send("GET", "/v2/shop/manifests/again").body()).isEqualTo(docker);
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .doesNotContain("\"number\":2");
    }

    @Test
    void imageThatServesIsNotDeployedAgain() throws Exception {
        PushedSample one = PushedSample.of("one");
        client.push("shop", "1.0", one);
        client.push("shop", "latest", one);
        client.push("shop", "stable", one);

        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .contains("\"number\":1")
                .doesNotContain("\"number\":2");
        client.push("shop", "latest", PushedSample.of("two"));
        assertThat(text(client.send("GET", "/v2/shop/tags/list")))
                .contains("[\"1.0\",\"latest\",\"stable\",\"v1\",\"v2\"]");
        client.push("shop", "1.1", one);
        assertThat(client.send("GET", "/v2/shop/manifests/latest").body())
                .isEqualTo(one.manifest());
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases"))).contains("\"number\":3");
    }

    @Test
    void deployThatFailsIsToldAndTheOldImageStays() throws Exception {
        PushedSample good = PushedSample.of("good");
        client.push("shop", "1", good);
        PushedSample bad = PushedSample.of("fail");
        client.parts("shop", bad);

        HttpResponse<byte[]> failed = client.manifest("shop", "2", bad.manifest());
        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(text(failed)).contains("DEPLOY_FAILED", "does not start");
        assertThat(client.send("GET", "/v2/shop/manifests/2").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", "/v2/shop/manifests/latest").body())
                .isEqualTo(good.manifest());
        assertThat(text(client.send("GET", "/v2/shop/tags/list")))
                .contains("[\"1\",\"latest\",\"v1\"]");
    }

    @Test
    void imageIsNotDeployedWhereSignaturesAreNeeded() throws Exception {
        PushedSample first = PushedSample.of("first");
        client.push("shop", "1", first);
        keys.add(
                Optional.of(new AppName("shop")),
                List.of(new ImageKey("sha256:" + "0".repeat(64), new ImageSigner().pem())));
        PushedSample second = PushedSample.of("second");
        client.parts("shop", second);

        HttpResponse<byte[]> refused = client.manifest("shop", "2", second.manifest());
        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(text(refused)).contains("shop:2", "is not signed by a key", "git:from-image");
        assertThat(client.send("GET", "/v2/shop/manifests/2").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", "/v2/shop/manifests/latest").body())
                .isEqualTo(first.manifest());
    }

    @Test
    void manifestsAreTakenOnlyWhenAllTheirPartsAreThere() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.blob("shop", sample.config());

        HttpResponse<byte[]> missing = client.manifest("shop", "1", sample.manifest());
        assertThat(missing.statusCode()).isEqualTo(400);
        assertThat(text(missing))
                .contains("MANIFEST_BLOB_UNKNOWN", Digest.of(sample.layer()).value());
        client.blob("shop", sample.layer());
        byte[] wrongSize =
                new String(sample.manifest(), StandardCharsets.UTF_8)
                        .replace("\"size\":" + sample.layer().length, "\"size\":1")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(text(client.manifest("shop", "1", wrongSize))).contains("MANIFEST_INVALID");
        assertThat(text(client.manifest("shop", UNKNOWN, sample.manifest())))
                .contains("DIGEST_INVALID");
        assertThat(text(client.manifest("shop", "v3", sample.manifest())))
                .contains("UNSUPPORTED", "name of a release");
        assertThat(text(client.manifest("shop", "1", "{}".getBytes(StandardCharsets.UTF_8))))
                .contains("MANIFEST_INVALID");
        HttpResponse<byte[]> huge = client.manifest("shop", "1", new byte[5 << 20]);
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(text(huge)).contains("SIZE_INVALID");
        byte[] index = PushedSample.index(Map.of("amd64", PushedSample.of("x").manifest()));
        assertThat(text(client.manifest("shop", "1", index))).contains("MANIFEST_BLOB_UNKNOWN");
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases"))).isEqualTo("[]");
    }

    @Test
    void manifestsThatAreMissingAreToldFromDigestsThatAreNone() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.parts("shop", sample);

        for (String missing : List.of("none", UNKNOWN)) {
            String path = "/v2/shop/manifests/" + missing;
            assertThat(client.send("HEAD", path).statusCode()).isEqualTo(404);
            HttpResponse<byte[]> get = client.send("GET", path);
            assertThat(get.statusCode()).isEqualTo(404);
            assertThat(text(get)).contains("MANIFEST_UNKNOWN");
        }
        for (HttpResponse<byte[]> wrong :
                List.of(
                        client.manifest("shop", "sha256:baddigeststring", sample.manifest()),
                        client.send("GET", "/v2/shop/manifests/sha256:baddigeststring"),
                        client.send("GET", "/v2/shop/referrers/sha256:baddigeststring"))) {
            assertThat(wrong.statusCode()).isEqualTo(400);
            assertThat(text(wrong)).contains("\"errors\":[{", "DIGEST_INVALID");
        }
    }

    /** What is pushed by digest runs nowhere, so all that the specification knows is taken. */
    @Test
    void manifestsOfEveryKindAreKeptAsTheyCame() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.parts("shop", sample);
        String large =
                IntStream.range(0, 390)
                        .mapToObj(i -> "\"large-%d\":\"%s\"".formatted(i, "A".repeat(10_000)))
                        .collect(Collectors.joining(","));
        byte[] none = "{}".getBytes(StandardCharsets.UTF_8);
        client.blob("shop", none);
        String empty = PushedSample.descriptor("application/vnd.oci.empty.v1+json", none);
        byte[] artifact =
                """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "artifactType":"application/x","config":%1$s,"layers":[%1$s]}"""
                        .formatted(empty)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] image = sample.manifest();
        byte[] index = PushedSample.index(Map.of(PushedSample.architecture(), image));
        String listed = new String(index, StandardCharsets.UTF_8);
        for (byte[] manifest :
                List.of(
                        image,
                        sample.manifest(",\"annotations\":{" + large + "}"),
                        sample.manifest(",\"com.example.unknown\":[1]"),
                        new String(image, StandardCharsets.UTF_8)
                                .replaceFirst("\"layers\":\\[.*]", "\"layers\":[]")
                                .getBytes(StandardCharsets.UTF_8),
                        artifact,
                        index,
                        PushedSample.index(Map.of()),
                        nested(index))) {
            String digest = Digest.of(manifest).value();
            HttpResponse<byte[]> put = client.manifest("shop", digest, manifest);
            assertThat(put.statusCode()).as(text(put)).isEqualTo(201);
            assertThat(client.send("GET", header(put, "Location")).body()).isEqualTo(manifest);
        }
        // Tags of what is no image, an index of images that says it is something else included,
        // start nothing.
        byte[] bundle =
                listed.replaceFirst("\"manifests\"", "\"artifactType\":\"application/x\",$0")
                        .getBytes(StandardCharsets.UTF_8);
        for (byte[] manifest : List.of(artifact, PushedSample.index(Map.of()), bundle)) {
            assertThat(client.manifest("shop", "tag", manifest).statusCode()).isEqualTo(201);
            assertThat(client.send("GET", "/v2/shop/manifests/tag").body()).isEqualTo(manifest);
        }
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases"))).isEqualTo("[]");
    }

    private static byte[] nested(byte[] index) {
        return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                .formatted(PushedSample.INDEX, PushedSample.descriptor(PushedSample.INDEX, index))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void layerThatIsNotWhatTheConfigurationSaysIsNotRun() throws Exception {
        PushedSample one = PushedSample.of("one");
        PushedSample two = PushedSample.of("two");
        byte[] mixed =
                new String(one.manifest(), StandardCharsets.UTF_8)
                        .replace(Digest.of(one.layer()).value(), Digest.of(two.layer()).value())
                        .replace("\"size\":" + one.layer().length, "\"size\":" + two.layer().length)
                        .getBytes(StandardCharsets.UTF_8);
        client.parts("shop", one);
        client.parts("shop", two);

        HttpResponse<byte[]> refused = client.manifest("shop", "1", mixed);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(text(refused)).contains("has the digest");
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases"))).isEqualTo("[]");
    }

    @Test
    void imageOfSeveralPlatformsIsRunForThisOne() throws Exception {
        PushedSample here = PushedSample.of("here");
        PushedSample there = here.foreign();
        for (PushedSample each : List.of(here, there)) {
            client.parts("shop", each);
            String digest = Digest.of(each.manifest()).value();
            assertThat(client.manifest("shop", digest, each.manifest()).statusCode())
                    .isEqualTo(201);
        }
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases"))).isEqualTo("[]");
        Map<String, byte[]> platforms = new LinkedHashMap<>();
        platforms.put("s390x", there.manifest());
        byte[] foreign = PushedSample.index(platforms);
        HttpResponse<byte[]> refused = client.manifest("shop", "1", foreign);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(text(refused)).contains("linux/s390x");
        platforms.put(PushedSample.architecture(), here.manifest());
        byte[] index = PushedSample.index(platforms);

        assertThat(client.manifest("shop", "1", index).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> latest = client.send("GET", "/v2/shop/manifests/latest");
        assertThat(latest.body()).isEqualTo(index);
        assertThat(header(latest, "Content-Type")).isEqualTo(PushedSample.INDEX);
        assertThat(containers.specs("shop").getFirst().arguments()).contains("here");
        for (byte[] part : List.of(here.config(), there.config(), here.layer())) {
            assertThat(client.send("HEAD", "/v2/shop/blobs/" + Digest.of(part)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(client.manifest("shop", "2", there.manifest()).statusCode()).isEqualTo(422);
    }

    @Test
    void tagsAreListedPageByPage() throws Exception {
        PushedSample sample = PushedSample.of("one");
        for (String tag : List.of("b", "a", "C")) {
            client.push("shop", tag, sample);
        }

        assertThat(text(client.send("GET", "/v2/shop/tags/list")))
                .contains("\"name\":\"shop\"", "[\"C\",\"a\",\"b\",\"latest\",\"v1\"]");
        HttpResponse<byte[]> page = client.send("GET", "/v2/shop/tags/list?n=2");
        assertThat(text(page)).contains("[\"C\",\"a\"]");
        assertThat(header(page, "Link")).isEqualTo("</v2/shop/tags/list?n=2&last=a>; rel=\"next\"");
        HttpResponse<byte[]> last = client.send("GET", "/v2/shop/tags/list?n=3&last=a");
        assertThat(text(last)).contains("[\"b\",\"latest\",\"v1\"]");
        assertThat(header(last, "Link")).isEmpty();
        assertThat(text(client.send("GET", "/v2/shop/tags/list?n=0"))).contains("\"tags\":[]");
        assertThat(client.send("GET", "/v2/shop/tags/list?n=x").statusCode()).isEqualTo(400);
    }

    @Test
    void signaturesAreKeptFoundAndNotDeployed() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.push("shop", "1", sample);
        Digest subject = Digest.of(sample.manifest());
        byte[] signature =
                sample.manifest(
                        ",\"artifactType\":\"application/x.sig\",\"annotations\":{\"by\":\"me\"},\"subject\":"
                                + PushedSample.descriptor(
                                        "application/vnd.oci.image.manifest.v1+json",
                                        sample.manifest()));

        HttpResponse<byte[]> put = client.manifest("shop", "signed", signature);
        assertThat(put.statusCode()).as(text(put)).isEqualTo(201);
        assertThat(header(put, "OCI-Subject")).isEqualTo(subject.value());
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .doesNotContain("\"number\":2");
        HttpResponse<byte[]> found = client.send("GET", "/v2/shop/referrers/" + subject);
        assertThat(header(found, "Content-Type")).isEqualTo(PushedSample.INDEX);
        assertThat(text(found))
                .contains(
                        Digest.of(signature).value(),
                        "\"artifactType\":\"application/x.sig\"",
                        "\"by\":\"me\"");
        HttpResponse<byte[]> filtered = filtered(subject, "application%2Fy");
        assertThat(text(filtered)).contains("\"manifests\":[]");
        assertThat(header(filtered, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(text(filtered(subject, "application%2Fx.sig"))).contains("\"by\":\"me\"");
        for (String nothing : List.of("/v2/shop/referrers/", "/v2/other/referrers/")) {
            HttpResponse<byte[]> none = client.send("GET", nothing + UNKNOWN);
            assertThat(none.statusCode()).isEqualTo(200);
            assertThat(header(none, "Content-Type")).isEqualTo(PushedSample.INDEX);
            assertThat(text(none)).contains("\"manifests\":[]");
        }
        Digest missing = Digest.ofHex("1".repeat(64));
        byte[] early =
                new String(signature, StandardCharsets.UTF_8)
                        .replace(subject.value(), missing.value())
                        .getBytes(StandardCharsets.UTF_8);
        HttpResponse<byte[]> first = client.manifest("shop", Digest.of(early).value(), early);
        assertThat(first.statusCode()).as(text(first)).isEqualTo(201);
        assertThat(header(first, "OCI-Subject")).isEqualTo(missing.value());
        assertThat(text(client.send("GET", "/v2/shop/referrers/" + missing)))
                .contains(Digest.of(early).value());
        assertThat(client.send("GET", "/v2/shop/manifests/signed").body()).isEqualTo(signature);
    }

    private HttpResponse<byte[]> filtered(Digest subject, String type) throws Exception {
        return client.send("GET", "/v2/shop/referrers/" + subject + "?artifactType=" + type);
    }

    @Test
    void whatNoReleaseHasIsDeleted() throws Exception {
        PushedSample sample = PushedSample.of("one");
        client.push("shop", "1", sample);
        byte[] blob = random(10);
        client.blob("shop", blob);
        String digest = Digest.of(sample.manifest()).value();

        assertThat(client.send("DELETE", "/v2/shop/manifests/latest").statusCode()).isEqualTo(405);
        assertThat(client.send("DELETE", "/v2/shop/manifests/v1").statusCode()).isEqualTo(405);
        assertThat(
                        client.send("DELETE", "/v2/shop/blobs/" + Digest.of(sample.layer()))
                                .statusCode())
                .isEqualTo(405);
        assertThat(client.send("DELETE", "/v2/shop/blobs/" + Digest.of(blob)).statusCode())
                .isEqualTo(202);
        assertThat(client.send("GET", "/v2/shop/blobs/" + Digest.of(blob)).statusCode())
                .isEqualTo(404);
        assertThat(client.send("DELETE", "/v2/shop/blobs/" + Digest.of(blob)).statusCode())
                .isEqualTo(404);
        assertThat(client.send("DELETE", "/v2/shop/manifests/1").statusCode()).isEqualTo(202);
        assertThat(client.send("GET", "/v2/shop/manifests/1").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", "/v2/shop/manifests/" + digest).statusCode()).isEqualTo(200);
        assertThat(client.send("DELETE", "/v2/shop/manifests/" + digest).statusCode())
                .isEqualTo(405);
        byte[] artifact = sample.manifest(",\"artifactType\":\"application/x\"");
        client.manifest("shop", "a", artifact);
        client.manifest("shop", "b", artifact);
        String other = "/v2/shop/manifests/" + Digest.of(artifact);
        assertThat(client.send("DELETE", other).statusCode()).isEqualTo(202);
        assertThat(client.send("GET", other).statusCode()).isEqualTo(404);
        assertThat(client.send("DELETE", other).statusCode()).isEqualTo(404);
        assertThat(text(client.send("GET", "/v2/shop/tags/list"))).contains("[\"latest\",\"v1\"]");
    }

    @Test
    void blobsAreMountedFromAppsThatHaveThem() throws Exception {
        byte[] content = random(1000);
        client.blob("other", content);
        PushedSample released = PushedSample.of("released");
        client.push("other", "1", released);
        String mount = "/v2/shop/blobs/uploads/?mount=%s&from=%s";

        for (Digest digest : List.of(Digest.of(content), Digest.of(released.layer()))) {
            HttpResponse<byte[]> mounted = client.send("POST", mount.formatted(digest, "other"));
            assertThat(mounted.statusCode()).isEqualTo(201);
            assertThat(client.send("HEAD", "/v2/shop/blobs/" + digest).statusCode()).isEqualTo(200);
        }
        assertThat(client.send("POST", mount.formatted(UNKNOWN, "other")).statusCode())
                .isEqualTo(202);
        assertThat(client.send("POST", mount.formatted(Digest.of(content), "none")).statusCode())
                .isEqualTo(202);
        assertThat(client.send("POST", mount.formatted(Digest.of(content), "A%2FB")).statusCode())
                .isEqualTo(202);
        assertThat(client.send("POST", "/v2/shop/blobs/uploads/?mount=" + UNKNOWN).statusCode())
                .isEqualTo(202);
    }

    @Test
    void namesThatAreNoneAreRefused() throws Exception {
        for (String path :
                List.of(
                        "/v2/Shop/blobs/uploads/",
                        "/v2/team/shop/blobs/uploads/",
                        "/v2/-x/blobs/uploads/",
                        "/v2/a..b/blobs/uploads/")) {
            HttpResponse<byte[]> refused = client.send("POST", path);
            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(text(refused)).as(path).contains("NAME_INVALID");
        }
        for (String path :
                List.of(
                        "/v2/%2e%2e/blobs/uploads/",
                        "/v2/../blobs/uploads/", "/v2/a%2Fb/tags/list")) {
            assertThat(client.send("POST", path).statusCode()).as(path).isBetween(400, 405);
        }
        assertThat(text(client.send("GET", "/v2/none/manifests/latest"))).contains("NAME_UNKNOWN");
        assertThat(text(client.send("GET", "/v2/shop/manifests/..%2f..%2fx")))
                .doesNotContain("root:");
        assertThat(client.send("POST", "/v2/shop/manifests/latest").statusCode()).isEqualTo(405);
    }

    @Test
    void viewersNeitherPullNorPush() throws Exception {
        client.push("shop", "1", PushedSample.of("one"));
        RegistryClientOfTests guest = new RegistryClientOfTests(port, "guest", guestToken());

        HttpResponse<byte[]> push = guest.send("POST", "/v2/shop/blobs/uploads/");
        assertThat(push.statusCode()).isEqualTo(403);
        assertThat(text(push)).contains("DENIED", "Access denied");
        assertThat(guest.send("POST", "/v2/other/blobs/uploads/").statusCode()).isEqualTo(403);
        assertThat(guest.send("GET", "/v2/shop/manifests/latest").statusCode()).isEqualTo(403);
        assertThat(guest.send("DELETE", "/v2/shop/manifests/1").statusCode()).isEqualTo(403);
        assertThat(guest.send("GET", "/v2/shop/tags/list").statusCode()).isEqualTo(200);
        assertThat(client.send("GET", "/api/v1/apps/other").statusCode()).isEqualTo(404);
    }

    @Test
    void pushEndsAtTheDiskLimitOfTheApp() throws Exception {
        client.blob("shop", random(10));
        Optional<DataSize> limit = Optional.of(DataSize.ofMebibytes(2));
        containers.fill(new StorageUsage(DataSize.ofMebibytes(1), limit));
        try {
            String location = client.begin("shop");
            HttpResponse<byte[]> full = client.send("PATCH", location, random(3 << 20));
            assertThat(full.statusCode()).isEqualTo(413);
            assertThat(text(full)).contains("SIZE_INVALID", "resource:limit --disk");
            assertThat(uploads("shop")).isEmpty();
            containers.fill(new StorageUsage(DataSize.ofMebibytes(2), limit));
            assertThat(client.send("POST", "/v2/shop/blobs/uploads/").statusCode()).isEqualTo(413);
        } finally {
            containers.fill(
                    new StorageUsage(
                            DataSize.ofMebibytes(1), Optional.of(DataSize.ofGibibytes(1))));
        }
        byte[] content = random(1000);
        client.blob("shop", content);
        client.begin("shop");
        assertThat(containers.keptFor("shop").bytes()).isEqualTo(2 * 4096);
    }

    @Test
    void sameBlobIsPushedByTwoAtOnce() throws Exception {
        byte[] content = random(4 << 20);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> pushes =
                    Stream.generate(
                                    () ->
                                            threads.submit(
                                                    () ->
                                                            client.blob("shop", content)
                                                                    .statusCode()))
                            .limit(4)
                            .toList();
            for (Future<Integer> push : pushes) {
                assertThat(push.get(60, TimeUnit.SECONDS)).isEqualTo(201);
            }
        }
        assertThat(client.send("GET", "/v2/shop/blobs/" + Digest.of(content)).body())
                .isEqualTo(content);
        assertThat(uploads("shop")).isEmpty();
    }

    @Test
    void whatNobodyCanUseAnyMoreIsSwept() throws Exception {
        PushedSample one = PushedSample.of("one");
        client.push("shop", "1", one);
        byte[] signature =
                one.manifest(
                        ",\"artifactType\":\"application/x.sig\",\"subject\":"
                                + PushedSample.descriptor(
                                        "application/vnd.oci.image.manifest.v1+json",
                                        one.manifest()));
        client.manifest("shop", Digest.of(signature).value(), signature);
        PushedSample untagged = PushedSample.of("untagged");
        client.parts("shop", untagged);
        client.manifest("shop", Digest.of(untagged.manifest()).value(), untagged.manifest());
        String oldUpload = client.begin("shop");
        age("shop");
        byte[] young = random(10);
        client.blob("shop", young);
        String youngUpload = client.begin("shop");

        sweeper.sweep();

        assertThat(client.send("GET", oldUpload).statusCode()).isEqualTo(404);
        assertThat(client.send("GET", youngUpload).statusCode()).isEqualTo(204);
        assertThat(files("shop/blobs")).containsExactly(Digest.of(young).hex());
        assertThat(files("shop/manifests"))
                .containsExactlyInAnyOrder(
                        Digest.of(one.manifest()).hex(), Digest.of(signature).hex());
        client.push("shop", "2", PushedSample.of("two"));
        client.push("shop", "3", PushedSample.of("three"));
        images.sweep(List.of());
        age("shop");
        sweeper.sweep();
        assertThat(text(client.send("GET", "/v2/shop/tags/list")))
                .contains("[\"2\",\"3\",\"latest\",\"v2\",\"v3\"]");
        assertThat(files("shop/manifests")).hasSize(2);
        assertThat(files("shop/images")).hasSize(2);
    }

    /** Lets all that was pushed to an app look as if nobody had touched it for days. */
    private static void age(String app) throws Exception {
        try (Stream<Path> all = Files.walk(home.resolve("registry").resolve(app))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(
                        file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
            }
        }
    }

    @Test
    void skopeoPushesAndPulls() throws Exception {
        PushedSample sample = PushedSample.of("by skopeo");
        Path layout = sample.writeLayout(folder.resolve("layout"), "1");
        String name = "docker://127.0.0.1:%d/shop".formatted(port);
        String login = "admin:" + token();

        skopeo(
                "copy",
                "--dest-tls-verify=false",
                "--dest-creds=" + login,
                "oci:" + layout + ":1",
                name + ":1.0");
        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .contains("\"description\":\"Push shop:1.0\"");
        skopeo(
                "copy",
                "--src-tls-verify=false",
                "--src-creds=" + login,
                name + ":latest",
                "oci:" + folder.resolve("copy") + ":1");
        assertThat(folder.resolve("copy/blobs/sha256/" + Digest.of(sample.layer()).hex()))
                .hasBinaryContent(sample.layer());
        assertThat(skopeo("list-tags", "--tls-verify=false", "--creds=" + login, name))
                .contains("\"1.0\"", "\"latest\"", "\"v1\"");
        assertThat(
                        skopeo(
                                "inspect",
                                "--tls-verify=false",
                                "--creds=" + login,
                                "--config",
                                name + ":v1"))
                .contains("by skopeo");
        skopeo(
                "copy",
                "--dest-tls-verify=false",
                "--dest-creds=" + login,
                "--format=v2s2",
                "oci:" + layout + ":1",
                "docker://127.0.0.1:%d/other:1".formatted(port));
        assertThat(text(client.send("GET", "/v2/other/manifests/latest")))
                .contains("vnd.docker.distribution.manifest.v2+json");
        skopeo("delete", "--tls-verify=false", "--creds=" + login, name + ":1.0");
        assertThat(text(client.send("GET", "/v2/shop/tags/list"))).doesNotContain("1.0");
    }

    /** Buildah keeps layers unpacked and packs them while it sends them, as docker and podman do. */
    @Test
    void buildahPushesWhatItKeepsUnpacked() throws Exception {
        Path layout = PushedSample.of("by buildah").writeLayout(folder.resolve("layout"), "1");
        String name = "docker://127.0.0.1:%d/shop:".formatted(port);
        String image = buildah("pull", "oci:" + layout + ":1");

        buildah("push", image, name + "1");
        buildah("push", image, name + "again");

        assertThat(text(client.send("GET", "/api/v1/apps/shop/releases")))
                .contains("\"description\":\"Push shop:1\"")
                .doesNotContain("\"number\":2");
        assertThat(containers.specs("shop").getFirst().arguments()).contains("by buildah");
        assertThat(buildah("pull", name + "latest")).isEqualTo(image);
    }

    private String buildah(String command, String... arguments) throws Exception {
        Path policy =
                Files.writeString(
                        folder.resolve("policy.json"),
                        "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        List<String> argv =
                List.of(
                        "buildah",
                        "--storage-driver=vfs",
                        "--root=" + folder.resolve("storage"),
                        "--runroot=" + folder.resolve("run"),
                        command,
                        "--quiet",
                        "--signature-policy=" + policy,
                        "--tls-verify=false",
                        "--creds=admin:" + token());
        return run(Stream.concat(argv.stream(), Stream.of(arguments)).toArray(String[]::new))
                .strip();
    }

    private String skopeo(String... arguments) throws Exception {
        return run(
                Stream.concat(Stream.of("skopeo", "--insecure-policy"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private String run(String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output", "");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(command[0] + " ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    private static List<String> uploads(String app) throws Exception {
        return files(app + "/uploads");
    }

    private static List<String> files(String path) throws Exception {
        try (Stream<Path> entries = Files.list(home.resolve("registry").resolve(path))) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static String text(HttpResponse<byte[]> response) {
        return RegistryClientOfTests.text(response);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return RegistryClientOfTests.header(response, name);
    }

    private static String token() throws Exception {
        return Files.readString(home.resolve("secrets/admin-token")).strip();
    }

    /** A token of a user who may look at everything and change nothing. */
    private String guestToken() throws Exception {
        JdbcTemplate rows = new JdbcTemplate(database);
        String token = "guest-token";
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        rows.update("delete from api_token where user_name = 'guest'");
        rows.update("delete from account_user where name = 'guest'");
        rows.update(
                "insert into account_user (name, role, password_hash) values ('guest', 'VIEWER', 'x')");
        rows.update(
                "insert into api_token (user_name, name, hash, created_at) values ('guest', 'test', ?, current_timestamp)",
                HexFormat.of().formatHex(hash));
        return token;
    }
}
