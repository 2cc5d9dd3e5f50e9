package dev.sampan.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.account.Grants;
import dev.sampan.account.Role;
import dev.sampan.app.AppName;
import dev.sampan.certificate.CertificateMaker;
import dev.sampan.container.ContainerEvents;
import dev.sampan.git.Archives;
import dev.sampan.image.ImageSigner;
import dev.sampan.router.CountingRouter;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** The API and git over real HTTP, on every database, against a machine whose containers are doubles. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.metrics.sample-interval=100ms"
        })
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(180)
abstract class ApiContract {

    private static final Set<String> OPEN = Set.of("/actuator/health", "/api/v1/openapi.json");

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @LocalServerPort private int port;
    @Autowired private ApplicationContext context;

    private final HttpClient client = HttpClient.newHttpClient();

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void startEmpty() throws Exception {
        String body = call("GET", "/api/v1/apps", "").body();
        Matcher names = Pattern.compile("\"name\":\"([^\"]+)\",\"createdAt\"").matcher(body);
        while (names.find()) {
            HttpResponse<String> removed = call("DELETE", "/api/v1/apps/" + names.group(1), "");
            // A build that a test had cancelled may still be letting go of its app.
            for (int tries = 0; removed.statusCode() == 409 && tries < 200; tries++) {
                TimeUnit.MILLISECONDS.sleep(50);
                removed = call("DELETE", "/api/v1/apps/" + names.group(1), "");
            }
            assertThat(removed.statusCode()).describedAs(removed.body()).isEqualTo(204);
        }
    }

    @Test
    void certificatesAreTakenAndNeverTellTheirKeys() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        CertificateMaker.Made made =
                new CertificateMaker()
                        .make(CertificateMaker.day(-1), CertificateMaker.day(5), "shop.localhost");
        String body =
                "{\"chain\":\"%s\",\"key\":\"%s\"}"
                        .formatted(
                                made.chainText().replace("\n", "\\n"),
                                made.keyText().replace("\n", "\\n"));

        HttpResponse<String> put = call("PUT", "/api/v1/apps/shop/certificate", body);
        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(put.body())
                .contains("\"hosts\":[\"shop.localhost\"]")
                .contains("\"source\":\"uploaded\"")
                .contains("\"uncovered\":[]")
                .doesNotContain("PRIVATE KEY");
        assertThat(call("PATCH", "/api/v1/apps/shop/certificate", "{\"hsts\":\"false\"}").body())
                .contains("\"settings\":{\"hsts\":\"false\"}");
        assertThat(call("PATCH", "/api/v1/apps/shop/certificate", "{\"nope\":\"1\"}").statusCode())
                .isEqualTo(400);
        assertThat(call("PUT", "/api/v1/certificates", body).body())
                .contains("\"hosts\":[\"shop.localhost\"]");
        assertThat(call("DELETE", "/api/v1/certificates/shop.localhost", "").body())
                .isEqualTo("[]");
        assertThat(call("DELETE", "/api/v1/apps/shop/certificate", "").body())
                .contains("\"certificate\":null");
        assertThat(call("DELETE", "/api/v1/apps/shop/certificate", "").statusCode()).isEqualTo(404);
    }

    @Test
    void sourceComesAsAnArchiveAndIsRebuiltClonedAndRunAtTimes() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        call(
                "PATCH",
                "/api/v1/apps/shop/config",
                "{\"APP_JSON\":\"{\\\"cron\\\":[{\\\"command\\\":\\\"tidy\\\",\\\"schedule\\\":\\\"@daily\\\"}]}\"}");

        assertThat(archive("/api/v1/apps/shop/archive?name=Ada&email=ada@example.com"))
                .returns(200, HttpResponse::statusCode)
                .satisfies(
                        answer ->
                                assertThat(answer.body())
                                        .contains("\"release\":1", "Release v1 is live"));
        assertThat(archive("/api/v1/apps/none/archive").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/api/v1/apps/shop/builder", "").body())
                .isEqualTo("{\"detected\":\"buildpacks\"}");
        assertThat(
                        call(
                                        "POST",
                                        "/api/v1/apps/shop/sync",
                                        "{\"repository\":\"file:///etc\",\"build\":\"always\"}")
                                .statusCode())
                .isEqualTo(400);
        assertThat(
                        call(
                                        "POST",
                                        "/api/v1/apps/shop/sync",
                                        "{\"repository\":\"https://x.test/y\",\"build\":\"soon\"}")
                                .body())
                .contains("'soon'");

        String tasks = call("GET", "/api/v1/apps/shop/cron", "").body();
        assertThat(tasks)
                .contains("\"command\":\"tidy\"", "\"suspended\":false", "\"lastRun\":null");
        Matcher id = Pattern.compile("\"id\":\"([0-9a-z]{25})\"").matcher(tasks);
        assertThat(id.find()).isTrue();
        String task = "/api/v1/apps/shop/cron/" + id.group(1);
        assertThat(call("PATCH", task, "{\"suspended\":true}").body())
                .contains("\"suspended\":true");
        HttpResponse<String> run = call("POST", task + "/runs", "");
        assertThat(run.statusCode()).isEqualTo(202);
        assertThat(run.body()).contains("\"container\":\"shop.cron.");
        assertThat(call("POST", "/api/v1/apps/shop/cron/nothing/runs", "").statusCode())
                .isEqualTo(404);

        assertThat(call("POST", "/api/v1/apps/shop/actions/rebuild", "").body())
                .contains("\"release\":2")
                .contains("Nothing has changed since the last build");
        assertThat(call("POST", "/api/v1/apps/shop/actions/clone", "{\"name\":\"copy\"}").body())
                .contains("Release v1 is live");
        assertThat(
                        call("POST", "/api/v1/apps/copy/actions/rename", "{\"name\":\"shop\"}")
                                .statusCode())
                .isEqualTo(409);
        assertThat(
                        call("POST", "/api/v1/apps/copy/actions/rename", "{\"name\":\"store\"}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/api/v1/apps/copy", "").statusCode()).isEqualTo(404);
        assertThat(call("GET", "/api/v1/apps/store", "").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> archive(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/octet-stream")
                        .header("Authorization", bearer())
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        Archives.tar().file("index.js", "1").bytes()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void keysOfImagesAreNamedAndTakenAway() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        String body =
                "{\"pem\":\"%s\"}".formatted(new ImageSigner().pem().replaceAll("\\R", "\\\\n"));

        HttpResponse<String> added = call("POST", "/api/v1/apps/shop/image-keys", body);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
        assertThat(added.body()).contains("\"required\":true").contains("BEGIN PUBLIC KEY");
        Matcher key = Pattern.compile("sha256:[0-9a-f]{64}").matcher(added.body());
        assertThat(key.find()).isTrue();
        assertThat(call("DELETE", "/api/v1/apps/shop/image-keys/" + key.group(), "").body())
                .contains("\"required\":false");
        assertThat(call("DELETE", "/api/v1/apps/shop/image-keys/" + key.group(), "").statusCode())
                .isEqualTo(404);
        assertThat(call("POST", "/api/v1/image-keys", body).body()).contains("\"required\":true");
        assertThat(call("GET", "/api/v1/apps/shop/image-keys", "").body())
                .startsWith("{\"keys\":[]")
                .contains("\"required\":true");
        assertThat(call("DELETE", "/api/v1/image-keys/" + key.group(), "").body())
                .contains("\"required\":false");
        assertThat(call("DELETE", "/api/v1/image-keys", "").statusCode()).isEqualTo(200);
        assertThat(call("DELETE", "/api/v1/apps/shop/image-keys", "").statusCode()).isEqualTo(200);
        assertThat(
                        call("POST", "/api/v1/apps/shop/image-keys", "{\"pem\":\"no key\"}")
                                .statusCode())
                .isEqualTo(400);
        assertThat(call("POST", "/api/v1/apps/shop/image-keys", "{}").body())
                .contains("The field 'pem' is missing");
    }

    @Test
    void whatACleanUpWouldRemoveIsTold() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");

        assertThat(call("GET", "/api/v1/cleanup", "").body())
                .contains("\"releases\":[]")
                .contains("\"freedBytes\":");
        assertThat(call("POST", "/api/v1/cleanup?app=shop", "").body()).contains("\"skipped\":[]");
        assertThat(call("GET", "/api/v1/cleanup?app=none", "").statusCode()).isEqualTo(404);
        assertThat(call("PUT", "/api/v1/apps/shop/retention", "{\"releases\":3}").body())
                .isEqualTo("{\"set\":3,\"effective\":3}");
        assertThat(call("PUT", "/api/v1/apps/shop/retention", "{\"releases\":1}").statusCode())
                .isEqualTo(400);
        assertThat(call("PUT", "/api/v1/retention", "{\"releases\":20}").body())
                .isEqualTo("{\"set\":20,\"effective\":20}");
        assertThat(call("PUT", "/api/v1/apps/shop/retention", "{\"releases\":null}").body())
                .isEqualTo("{\"set\":null,\"effective\":20}");
        assertThat(call("PUT", "/api/v1/retention", "{}").body())
                .isEqualTo("{\"set\":null,\"effective\":10}");
    }

    @Test
    void nothingIsAnsweredWithoutCredentials() throws Exception {
        Set<String> open = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (RequestMappingInfoHandlerMapping mapping :
                context.getBeansOfType(RequestMappingInfoHandlerMapping.class).values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (String pattern : info.getPatternValues()) {
                    for (String method : methods(info)) {
                        seen.add(pattern);
                        HttpResponse<String> answer = send(method, path(pattern), "", null);
                        boolean refused =
                                answer.statusCode() == 401
                                        || answer.statusCode() == 403
                                        || (answer.statusCode() == 302
                                                && answer.headers()
                                                        .firstValue("Location")
                                                        .orElse("")
                                                        .contains("/login"));
                        if (!refused) {
                            open.add(pattern);
                        }
                    }
                }
            }
        }

        assertThat(seen)
                .contains("/api/v1/apps", "/git/{repository}/info/refs", "/actuator/prometheus");
        open.removeAll(OPEN);
        assertThat(open)
                .as("only the pages for signing in are open")
                .allSatisfy(pattern -> assertThat(pattern).matches("/login.*|.*error.*"));
    }

    @Test
    void tokensAreLookedAtNoMoreAfterManyWrongOnesFromTheirAddress() throws Exception {
        HttpClient hostile =
                HttpClient.newBuilder().localAddress(InetAddress.ofLiteral("127.0.0.77")).build();
        HttpRequest guess = request("GET", "/api/v1/apps", "", "Bearer guess").build();
        for (int i = 0; i < 10; i++) {
            assertThat(hostile.send(guess, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(401);
        }

        HttpResponse<String> refused =
                hostile.send(guess, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(refused.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(refused.body()).contains("Too many failed attempts to sign in");
        HttpResponse<String> git =
                hostile.send(
                        request("GET", "/git/shop.git/info/refs", "", "Basic YTpi").build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(git.statusCode()).isEqualTo(429);
        assertThat(git.body()).startsWith("Too many failed attempts");
        HttpResponse<String> registry =
                hostile.send(
                        request("GET", "/v2/", "", "Basic YTpi").build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(registry.statusCode()).isEqualTo(429);
        assertThat(registry.body()).contains("TOOMANYREQUESTS");

        assertThat(call("GET", "/api/v1/apps", "").statusCode()).isEqualTo(200);
        assertThat(
                        hostile.send(
                                        request("GET", "/api/v1/apps", "", bearer()).build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                .as("a token that was right before is looked at from there, too")
                .isEqualTo(200);
    }

    @Test
    void fieldsThatNobodyKnowsAreRefusedWithThoseThatAre() throws Exception {
        problem(
                "POST",
                "/api/v1/apps",
                "{\"nmae\":\"shop\"}",
                400,
                "There is no field 'nmae'. There is 'name'");
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        problem(
                "PUT",
                "/api/v1/apps/shop/split",
                "{\"shares\":[{\"release\":1,\"percnt\":100}]}",
                400,
                "There is no field 'shares[0].percnt'");
        problem(
                "PUT",
                "/api/v1/apps/shop/domains",
                "{\"domians\":[\"a.test\"]}",
                400,
                "There is no field 'domians'. There are 'domains', 'enabled'");
        problem("PATCH", "/api/v1/apps/shop", "{\"locked\":true,\"lock\":true}", 400, "'lock'");
        assertThat(call("GET", "/api/v1/apps/shop", "").body()).contains("\"locked\":false");
    }

    @Test
    void wrongTokensAreRefusedWithAChallenge() throws Exception {
        HttpResponse<String> api = send("GET", "/api/v1/apps", "", "Bearer nonsense");
        assertThat(api.statusCode()).isEqualTo(401);
        assertThat(api.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(api.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        HttpResponse<String> git =
                send("GET", "/git/shop.git/info/refs?service=git-receive-pack", "", basic("root"));
        assertThat(git.statusCode()).isEqualTo(401);
        assertThat(git.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"sampan\"");
        assertThat(send("GET", "/api/v1/apps", "", basic("admin")).statusCode()).isEqualTo(200);
    }

    @Test
    void appsAreMadeChangedAndDestroyed() throws Exception {
        HttpResponse<String> made = call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).contains("/api/v1/apps/shop");
        assertThat(made.body()).contains("\"addresses\":[\"http://shop.localhost\"]");

        assertThat(
                        call("PATCH", "/api/v1/apps/shop/config", "{\"A\":\"1\",\"B\":\"ü\"}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(call("PATCH", "/api/v1/apps/shop/config", "{\"A\":null}").statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/api/v1/apps/shop/config", "").body()).isEqualTo("{\"B\":\"ü\"}");
        assertThat(
                        call("POST", "/api/v1/apps/shop/domains", "{\"name\":\"www.example.com\"}")
                                .body())
                .contains("\"domains\":[\"www.example.com\",\"shop.localhost\"]");
        assertThat(call("DELETE", "/api/v1/apps/shop/domains/www.example.com", "").statusCode())
                .isEqualTo(200);
        assertThat(call("PATCH", "/api/v1/apps/shop", "{\"deployBranch\":\"feature/x\"}").body())
                .contains("\"deployBranch\":\"feature/x\"");
        assertThat(call("PATCH", "/api/v1/apps/shop", "{\"deployBranch\":\"\"}").body())
                .contains("\"deployBranch\":null");
        assertThat(call("PATCH", "/api/v1/apps/shop/limits", "{\"memory\":\"256m\"}").body())
                .contains("\"set\":{\"memory\":\"256m\"}");
        assertThat(call("DELETE", "/api/v1/apps/shop/limits", "").body())
                .isEqualTo(
                        """
                        {"set":{},"effective":{"connections":"4096","cpu":"1","cpu-boost":"2","cpu-weight":"100",\
                        "cpuset":"unlimited","disk":"1g","inodes":"by-disk","io-read":"200m","io-read-iops":"20k","io-write":"200m",\
                        "io-write-iops":"20k","memory":"512m","memory-high":"unlimited","memory-swap":"0",\
                        "network-egress":"1gbit","network-ingress":"1gbit","pids":"256"}}""");
        assertThat(
                        call(
                                        "PATCH",
                                        "/api/v1/apps/shop/limits?process=web",
                                        "{\"io-read\":\"20m\",\"cpuset\":\"0\"}")
                                .body())
                .contains("\"set\":{\"cpuset\":\"0\",\"io-read\":\"20m\"}");
        assertThat(call("PATCH", "/api/v1/apps/shop/reservations", "{\"memory\":\"64m\"}").body())
                .isEqualTo("{\"set\":{\"memory\":\"64m\"},\"effective\":{\"memory\":\"64m\"}}");
        assertThat(call("DELETE", "/api/v1/apps/shop/reservations", "").body())
                .isEqualTo("{\"set\":{},\"effective\":{}}");
        assertThat(call("PATCH", "/api/v1/limits", "{\"pids\":\"100\"}").body())
                .contains("\"set\":{\"pids\":\"100\"}");
        assertThat(call("GET", "/api/v1/apps/shop/limits", "").body()).contains("\"pids\":\"100\"");
        assertThat(call("PATCH", "/api/v1/reservations", "{\"cpu\":\"0.1\"}").body())
                .contains("\"set\":{\"cpu\":\"0.1\"}");
        assertThat(call("DELETE", "/api/v1/reservations", "").body()).contains("\"set\":{}");
        assertThat(call("POST", "/api/v1/domains", "{\"name\":\"A.test.\"}").body())
                .isEqualTo("{\"domains\":[\"localhost\",\"a.test\"]}");
        assertThat(call("GET", "/api/v1/apps/shop", "").body())
                .contains("\"http://shop.localhost\",\"http://shop.a.test\"");
        assertThat(call("PUT", "/api/v1/domains", "{\"domains\":[\"b.test\"]}").body())
                .isEqualTo("{\"domains\":[\"b.test\"]}");
        assertThat(call("DELETE", "/api/v1/domains/b.test", "").body())
                .isEqualTo("{\"domains\":[\"localhost\"]}");
        assertThat(call("DELETE", "/api/v1/domains", "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", "/api/v1/config", "{\"G\":\"1\"}").body())
                .isEqualTo("{\"G\":\"1\"}");
        assertThat(call("PUT", "/api/v1/config", "{}").body()).isEqualTo("{}");
        assertThat(call("DELETE", "/api/v1/limits", "").body()).contains("\"pids\":\"256\"");
        assertThat(
                        call("PATCH", "/api/v1/reservations?process=worker", "{\"memory\":\"65m\"}")
                                .body())
                .contains("\"set\":{\"memory\":\"65m\"}");
        assertThat(call("GET", "/api/v1/apps/shop/reservations?process=worker", "").body())
                .contains("\"effective\":{\"memory\":\"65m\"}");
        assertThat(call("DELETE", "/api/v1/reservations?process=worker", "").body())
                .contains("\"set\":{}");
        assertThat(call("PATCH", "/api/v1/apps/shop/limits", "{\"connections\":\"50\"}").body())
                .contains("\"connections\":\"50\"");
        assertThat(call("DELETE", "/api/v1/apps/shop/limits", "").body())
                .contains("\"connections\":\"4096\"");
        assertThat(call("GET", "/api/v1/neighbours", "").body()).isEqualTo("[]");
        assertThat(call("PUT", "/api/v1/apps/shop/network/links/shop", "").body())
                .isEqualTo(
                        "{\"links\":[\"shop\"],\"linkedBy\":[\"shop\"],\"names\":[\"shop.internal\"],"
                                + "\"privateRanges\":{\"set\":\"\",\"effective\":\"denied\"}}");
        assertThat(call("DELETE", "/api/v1/apps/shop/network/links/shop", "").statusCode())
                .isEqualTo(200);
        assertThat(call("DELETE", "/api/v1/apps/shop/network/links/shop", "").statusCode())
                .isEqualTo(404);
        assertThat(
                        call(
                                        "PATCH",
                                        "/api/v1/apps/shop/network",
                                        "{\"privateRanges\":\"allowed\"}")
                                .body())
                .contains("{\"set\":\"allowed\",\"effective\":\"allowed\"}");
        assertThat(call("PATCH", "/api/v1/network", "{\"privateRanges\":\"10.0.0.0/8\"}").body())
                .isEqualTo("{\"set\":\"10.0.0.0/8\",\"effective\":\"10.0.0.0/8\"}");
        assertThat(call("PATCH", "/api/v1/network", "{\"privateRanges\":\"\"}").body())
                .isEqualTo("{\"set\":\"\",\"effective\":\"denied\"}");
        proxyIsSet();
        registryIsSet();
        assertThat(call("GET", "/api/v1/apps/shop/formation", "").body()).isEqualTo("{\"web\":1}");
        assertThat(call("GET", "/api/v1/apps/shop/releases", "").body()).isEqualTo("[]");
        assertThat(call("GET", "/api/v1/apps/shop/processes", "").body())
                .contains("\"running\":\"false\"");
        assertThat(call("DELETE", "/api/v1/apps/shop", "").statusCode()).isEqualTo(204);
    }

    @Test
    void failuresAreProblemsThatSayWhatIsWrong() throws Exception {
        problem("GET", "/api/v1/apps/nothing", "", 404, "App nothing does not exist");
        problem("POST", "/api/v1/apps", "{\"name\":\"No\"}", 400, "App name must begin with");
        problem("POST", "/api/v1/apps", "{}", 400, "'name' is missing");
        problem("POST", "/api/v1/apps", "{", 400, "The body is not JSON (line 1");
        problem("POST", "/api/v1/apps", "null", 400, "The body is missing");
        problem("POST", "/api/v1/apps", "", 400, "The body is missing");
        problem("POST", "/api/v1/apps", "[]", 400, "The body has to be an object");
        problem("POST", "/api/v1/apps", "{\"name\":{}}", 400, "'name' has to be a text");
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        problem("POST", "/api/v1/apps", "{\"name\":\"shop\"}", 409, "Name is already taken");
        problem("PATCH", "/api/v1/apps/shop/config", "{\"1\":\"x\"}", 400, "Invalid key name: '1'");
        problem("PATCH", "/api/v1/apps/shop/limits", "{\"memory\":\"1k\"}", 400, "8m to ");
        problem(
                "PATCH",
                "/api/v1/apps/shop/limits",
                "{\"moon\":\"1\"}",
                400,
                "'moon' is not a resource");
        problem(
                "PATCH",
                "/api/v1/apps/shop",
                "{\"deployBranch\":\"a b\"}",
                400,
                "'a b' is not the name of a branch");
        problem("PUT", "/api/v1/apps/shop/config", "{\"A\":null}", 400, "'A' is missing or null");
        problem("PATCH", "/api/v1/apps/shop/config", "{\"A\":[]}", 400, "'A' has to be a text");
        problem("PUT", "/api/v1/config", "{\"A\":null}", 400, "'A' is missing or null");
        problem("PATCH", "/api/v1/limits", "{\"cpu\":null}", 400, "'cpu' is missing or null");
        for (String path : List.of("limits", "reservations")) {
            problem(
                    "PATCH",
                    "/api/v1/apps/shop/" + path,
                    "{\"memory\":null}",
                    400,
                    "'memory' is missing or null");
        }
        problem(
                "PATCH",
                "/api/v1/apps/shop/formation",
                "{\"web\":null}",
                400,
                "'web' is missing or null");
        problem(
                "PATCH",
                "/api/v1/apps/shop/formation",
                "{\"web\":\"x\"}",
                400,
                "'web' has to be a whole number");
        problem("PATCH", "/api/v1/apps/shop", "{\"locked\":\"x\"}", 400, "'locked' has to be true");
        problem("POST", "/api/v1/apps/shop/domains", "{\"name\":null}", 400, "'name' is missing");
        problem(
                "PUT",
                "/api/v1/apps/shop/domains",
                "{\"domains\":[\"a.b\",null]}",
                400,
                "'domains[1]' is missing or null");
        problem("PUT", "/api/v1/apps/shop/domains", "{\"domains\":1}", 400, "has to be a list");
        problem("PUT", "/api/v1/domains", "{}", 400, "'domains' is missing or null");
        problem("POST", "/api/v1/domains", "{\"name\":\"*.a.test\"}", 400, "a domain of all apps");
        problem("DELETE", "/api/v1/domains/a.test", "", 404, "'a.test' is not a domain of all");
        problem("POST", "/api/v1/ssh-keys", "{\"name\":\"x\"}", 400, "'publicKey' is missing");
        problem("PATCH", "/api/v1/network", "{}", 400, "'privateRanges' is missing");
        problem("POST", "/api/v1/apps/shop/rollback", "{\"number\":\"x\"}", 400, "'number'");
        problem("POST", "/api/v1/apps/shop/rollback", "{}", 409, "no earlier release");
        String pushRelease = "/api/v1/apps/shop/releases/1/push";
        problem("POST", pushRelease, "{}", 400, "'image' is missing");
        problem("POST", pushRelease, "{\"image\":\"A B\"}", 400, "cannot name an image");
        problem("POST", pushRelease, "{\"image\":\"x/y:1\"}", 404, "no release v1");
        problem("POST", "/api/v1/apps/shop/actions/restart", "", 409, "has not been deployed");
        problem("GET", "/api/v1/apps/shop/logs?lines=-1", "", 400, "number of lines");
        problem("GET", "/api/v1/apps/shop/releases/x", "", 400, "");
        problem("DELETE", "/api/v1/ssh-keys/none", "", 404, "'none'");
        problem("GET", "/api/v1/nothing", "", 404, "There is no GET /api/v1/nothing");
    }

    @Test
    void documentNamesEveryPath() throws Exception {
        HttpResponse<String> document = send("GET", "/api/v1/openapi.json", "", null);

        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.body())
                .startsWith("{\"openapi\":\"3.")
                .contains("\"/api/v1/apps/{app}/rollback\"", "\"bearer\"")
                .doesNotContain("\"caller\"", "/git/", "/v2/");
    }

    @Test
    void healthIsOpenAndMetricsAreNot() throws Exception {
        assertThat(send("GET", "/actuator/health", "", null).body())
                .contains("\"status\":\"UP\"")
                .doesNotContain("components");
        assertThat(send("GET", "/actuator/prometheus", "", null).statusCode()).isEqualTo(401);
        assertThat(call("GET", "/actuator/prometheus", "").body())
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void pushOverHttpDeploys() throws Exception {
        Path source = newSource();
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        Files.write(source.resolve("large.bin"), large);
        git(source, "add", ".");
        git(source, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "large");

        String pushed = git(source, "push", url("hello"), "main");

        assertThat(pushed)
                .contains("remote: -----> Building hello")
                .contains("remote: =====> Application deployed:")
                .contains("* [new branch]      main -> main");
        assertThat(call("GET", "/api/v1/apps/hello/processes", "").body())
                .contains("\"running\":\"true\"", "\"memoryBytes\":20971520");
        assertThat(call("GET", "/api/v1/apps/hello/logs", "").body())
                .contains("app[web.1]: Hello from web.1\n");
        assertThat(call("PATCH", "/api/v1/apps/hello/formation", "{\"web\":2}").body())
                .contains("All checks successful (web.2)");
        assertThat(call("POST", "/api/v1/apps/hello/actions/restart?process=web", "").statusCode())
                .isEqualTo(200);
        assertThat(git(home, "clone", "-q", url("hello"), home.resolve("clone").toString()))
                .isEmpty();
        assertThat(home.resolve("clone/large.bin")).hasBinaryContent(large);
        assertThat(git(home, "clone", url("missing"), "x"))
                .contains("remote: App missing does not exist");
        assertThat(git(source, "push", url("No_Name"), "main"))
                .contains("remote: App name must begin with");
    }

    @Test
    void hitsOfLimitsAreEvents() throws Exception {
        git(newSource(), "push", url("shop"), "main");
        assertThat(call("GET", "/api/v1/apps/shop/events", "").body()).isEqualTo("[]");
        FakeContainers containers = context.getBean(FakeContainers.class);

        String events = "";
        for (int looks = 1; looks < 400 && !events.contains("\"memory\""); looks++) {
            containers.count("shop", new ContainerEvents(looks, 0, Duration.ZERO));
            events = call("GET", "/api/v1/apps/shop/events?count=1", "").body();
        }

        assertThat(events)
                .containsPattern(
                        "^\\[\\{\"at\":\"20[^\"]+Z\",\"process\":\"web.1\",\"resource\":\"memory\",\"limit\":\"512m\",\"use\":\"[^\"]+ killed\",\"text\":\"Out of memory at the limit of 512m: ");
        assertThat(call("GET", "/api/v1/apps/shop/processes", "").body())
                .contains("\"note\":\"Out of memory at the limit of 512m: ");
    }

    @Test
    void requestsAreDividedAmongReleases() throws Exception {
        Path source = newSource();
        git(source, "push", url("shop"), "main");
        commit(source, "second");
        git(source, "push", url("shop"), "main");
        String path = "/api/v1/apps/shop/split";

        assertThat(call("GET", path, "").body())
                .isEqualTo(
                        "{\"shares\":[{\"release\":2,\"percent\":100,\"base\":true,\"requests\":0,\"errors\":0}],\"abortErrors\":null,\"next\":null}");
        HttpResponse<String> put =
                call(
                        "PUT",
                        path,
                        "{\"shares\":[{\"release\":1,\"percent\":90},{\"release\":2,\"percent\":10}],\"abortErrors\":5}");
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(put.body())
                .contains(
                        "{\"release\":1,\"percent\":90,\"base\":true,\"requests\":0,\"errors\":0}",
                        "{\"release\":2,\"percent\":10,\"base\":false,\"requests\":0,\"errors\":0}",
                        "\"abortErrors\":5",
                        "All checks successful (web.v2.1)");
        assertThat(call("GET", "/api/v1/apps/shop/releases", "").body())
                .contains("\"current\":true,\"percent\":90", "\"current\":false,\"percent\":10");
        assertThat(call("GET", "/api/v1/apps/shop/processes", "").body())
                .contains("\"name\":\"web.v2.1\"", "\"running\":\"true\"");
        assertThat(call("DELETE", path + "?release=2", "").body())
                .contains("{\"release\":2,\"percent\":100,\"base\":true");
        problem("DELETE", path, "", 409, "Only one release of app 'shop' serves");
        problem("PUT", path, "{}", 400, "'shares' is missing");
        problem("PUT", path, "{\"shares\":[{\"release\":1}]}", 400, "'percent' is missing");
        problem(
                "PUT",
                path,
                "{\"shares\":[{\"release\":1,\"percent\":90},{\"release\":2,\"percent\":20}]}",
                400,
                "110 percent together");
        problem("PUT", path + "/next", "{\"percent\":100}", 400, "1 to 99 percent");
        assertThat(call("PUT", path + "/next", "{\"percent\":10}").body())
                .contains("\"next\":{\"percent\":10,\"abortErrors\":null}");
        assertThat(call("DELETE", path + "/next", "").body()).contains("\"next\":null");
    }

    @Test
    void gitTellsWhyAPushIsRefusedBeforeItIsRead() throws Exception {
        Path source = newSource();
        String viewer = viewerToken();
        String url = "http://guest:%s@127.0.0.1:%d/git/%s.git";
        assertThat(git(source, "push", url.formatted(viewer, port, "shop"), "main"))
                .contains("remote: Access denied")
                .contains("error: 403");
        assertThat(call("GET", "/api/v1/apps/shop", "").statusCode()).isEqualTo(404);
        assertThat(git(source, "push", url.formatted("wrong", port, "shop"), "main"))
                .contains("remote: Sign in as user admin")
                .contains("Authentication failed");
        assertThat(git(source, "push", url("-x"), "main"))
                .contains("remote: App name must begin with lowercase");
        assertThat(git(source, "push", url("shop"), "main")).contains("Application deployed:");
        git(source, "checkout", "-q", "-b", "side");
        assertThat(git(source, "push", url("shop"), "side"))
                .contains("remote: -----> WARNING: deploy did not complete, you must push to main.")
                .contains("[new branch]      side -> side");
        assertThat(git(source, "push", url("shop"), "side:refs/notes/x"))
                .contains(
                        "[remote rejected] side -> refs/notes/x (only branches and tags are kept)");
        call("PATCH", "/api/v1/apps/shop", "{\"locked\":true}");
        commit(source, "later");
        assertThat(git(source, "push", url("shop"), "side:main"))
                .contains("remote:  !     shop currently has a deploy lock in place")
                .contains("[remote rejected] side -> main");
    }

    @Test
    void gitTellsWhyARequestIsRefusedAfterItsFirstAnswer() throws Exception {
        HttpResponse<String> push =
                send("POST", "/git/shop.git/git-receive-pack", "0000", guest(viewerToken()));
        assertThat(push.statusCode()).isEqualTo(200);
        assertThat(push.body()).isEqualTo("0013\u0003Access denied\n");
        HttpResponse<String> fetch =
                send("POST", "/git/nothing.git/git-upload-pack", "0000", bearer());
        assertThat(fetch.statusCode()).isEqualTo(200);
        assertThat(fetch.body()).isEqualTo("0023ERR App nothing does not exist\n");
    }

    private void commit(Path source, String name) throws Exception {
        Files.writeString(source.resolve(name), name);
        git(source, "add", ".");
        git(source, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", name);
    }

    /** A token of a user who may look at everything and change nothing. */
    private String viewerToken() throws Exception {
        JdbcTemplate rows = new JdbcTemplate(context.getBean(DataSource.class));
        String token = "viewer-" + System.nanoTime();
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        rows.update("delete from account_user where name = 'guest'");
        rows.update(
                "insert into account_user (name, role, password_hash) values ('guest', 'VIEWER',"
                        + " 'x')");
        rows.update(
                "insert into api_token (user_name, name, hash, created_at) values ('guest', 'test',"
                        + " ?, current_timestamp)",
                HexFormat.of().formatHex(hash));
        return token;
    }

    private static String guest(String token) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(("guest:" + token).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void membersHaveTheAppsThatTheyWereGivenThroughEveryDoor() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"shop\"}");
        call("POST", "/api/v1/apps", "{\"name\":\"blog\"}");
        String member = guest(viewerToken());
        new JdbcTemplate(context.getBean(DataSource.class))
                .update("update account_user set role = 'MEMBER' where name = 'guest'");
        List<String> doors =
                List.of(
                        "/api/v1/apps/%s",
                        "/git/%s.git/info/refs?service=git-upload-pack", "/v2/%s/tags/list");
        for (String door : doors) {
            assertThat(send("GET", door.formatted("shop"), "", member).statusCode())
                    .as(door)
                    .isEqualTo(403);
        }
        assertThat(send("GET", "/actuator/prometheus", "", member).statusCode()).isEqualTo(403);
        assertThat(send("GET", "/api/v1/apps", "", member).body()).doesNotContain("shop");

        context.getBean(Grants.class).give("guest", new AppName("shop"), Role.VIEWER);

        for (String door : doors) {
            assertThat(send("GET", door.formatted("shop"), "", member).statusCode())
                    .as(door)
                    .isNotEqualTo(403);
            assertThat(send("GET", door.formatted("blog"), "", member).statusCode())
                    .as(door)
                    .isEqualTo(403);
        }
        assertThat(send("GET", "/api/v1/apps", "", member).body())
                .contains("shop")
                .doesNotContain("blog");
        assertThat(send("GET", "/api/v1/apps/shop/config", "", member).statusCode()).isEqualTo(403);
    }

    @Test
    void buildIsSeenLiveAndCancelledWhenTheClientLeaves() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"slow\"}");
        call("PATCH", "/api/v1/apps/slow/config", "{\"BUILD\":\"hang\"}");
        FakeMachine.INTERRUPTED.drainPermits();
        Path log = home.resolve("push.log");
        Process push =
                gitProcess(newSource(), "push", url("slow"), "main")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (!Files.readString(log).contains("Building slow")) {
            assertThat(push.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        push.descendants().forEach(ProcessHandle::destroy);
        push.destroy();

        assertThat(FakeMachine.INTERRUPTED.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failedBuildRejectsThePush() throws Exception {
        call("POST", "/api/v1/apps", "{\"name\":\"broken\"}");
        call("PATCH", "/api/v1/apps/broken/config", "{\"BUILD\":\"fail\"}");

        assertThat(git(newSource(), "push", url("broken"), "main"))
                .contains("remote:  !     package.json is not valid JSON: line 3")
                .contains("[remote rejected] main -> main (pre-receive hook declined)");
    }

    @Test
    void logIsFollowedAsEvents() throws Exception {
        git(newSource(), "push", url("hello"), "main");
        HttpResponse<InputStream> stream =
                client.send(
                        request("GET", "/api/v1/apps/hello/logs", "", bearer())
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        assertThat(stream.headers().firstValue("Content-Type").orElse(""))
                .startsWith("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            while (first.isEmpty() || first.startsWith(":")) {
                first = lines.readLine();
            }
            assertThat(first).isEqualTo("event:web.1");
            assertThat(lines.readLine()).startsWith("data:").endsWith("Hello from web.1");
        }
        HttpResponse<String> missing =
                client.send(
                        request("GET", "/api/v1/apps/nothing/logs", "", bearer())
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(missing.statusCode()).isEqualTo(404);
    }

    private void problem(String method, String path, String body, int status, String detail)
            throws Exception {
        HttpResponse<String> answer = call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(answer.body()).contains("\"detail\":\"").contains(detail);
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        return send(method, path, body, bearer());
    }

    private HttpResponse<String> send(
            String method,
            String path,
            String body,
            @org.jspecify.annotations.Nullable String authorization)
            throws Exception {
        return client.send(
                request(method, path, body, authorization).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(
            String method,
            String path,
            String body,
            @org.jspecify.annotations.Nullable String authorization) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            builder.header("Content-Type", "application/json");
        }
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    private static Set<String> methods(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return methods.isEmpty()
                ? Set.of("GET", "POST")
                : methods.stream().map(Enum::name).collect(Collectors.toSet());
    }

    private static String path(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "x").replace("**", "x").replace("*", "x");
    }

    private String token() throws Exception {
        return Files.readString(home.resolve("secrets/admin-token")).strip();
    }

    private String bearer() throws Exception {
        return "Bearer " + token();
    }

    private String basic(String user) throws Exception {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + token()).getBytes(StandardCharsets.UTF_8));
    }

    private String url(String app) throws Exception {
        return "http://admin:%s@127.0.0.1:%d/git/%s.git".formatted(token(), port, app);
    }

    private Path newSource() throws Exception {
        Path source = Files.createTempDirectory(home, "source");
        Files.writeString(source.resolve("index.js"), "console.log(1)\n");
        git(source, "init", "-q", "-b", "main");
        git(source, "add", ".");
        git(source, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first");
        return source;
    }

    private String git(Path folder, String... arguments) throws Exception {
        Path log = Files.createTempFile(home, "git", "");
        Process process =
                gitProcess(folder, arguments)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(log);
    }

    private static ProcessBuilder gitProcess(Path folder, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_CONFIG_NOSYSTEM",
                                "1",
                                "GIT_TERMINAL_PROMPT",
                                "0",
                                "LC_ALL",
                                "C",
                                "no_proxy",
                                "127.0.0.1"));
        return builder;
    }

    private void registryIsSet() throws Exception {
        String registry = "/api/v1/apps/shop/registry";
        assertThat(call("PATCH", "/api/v1/registry", "{\"push-extra-tags\":\"latest\"}").body())
                .contains("\"push-extra-tags\":{\"set\":\"latest\",\"effective\":\"latest\"}");
        assertThat(
                        call(
                                        "PATCH",
                                        registry,
                                        "{\"server\":\"ghcr.io\",\"push-on-release\":\"on\"}")
                                .body())
                .contains("\"server\":{\"set\":\"ghcr.io\",\"effective\":\"ghcr.io\"}")
                .contains("\"push-on-release\":{\"set\":\"true\",\"effective\":\"true\"}")
                .contains("\"image-repo\":{\"set\":\"\",\"effective\":\"sampan/shop\"}")
                .contains("\"push-extra-tags\":{\"set\":\"\",\"effective\":\"latest\"}");
        assertThat(call("PATCH", registry, "{\"server\":\"\",\"push-on-release\":\"\"}").body())
                .contains("\"server\":{\"set\":\"\",\"effective\":\"\"}");
        assertThat(call("GET", registry, "").body()).contains("\"logins\":{}");
        assertThat(call("PATCH", registry, "{\"colour\":\"blue\"}").statusCode()).isEqualTo(400);
        assertThat(call("PATCH", registry, "{\"server\":null}").statusCode()).isEqualTo(400);
        assertThat(call("PATCH", "/api/v1/registry", "{\"image-repo\":\"x\"}").statusCode())
                .isEqualTo(400);
        assertThat(call("PATCH", "/api/v1/registry", "{\"push-extra-tags\":\"\"}").statusCode())
                .isEqualTo(200);
        assertThat(call("PUT", registry + "/logins/ghcr.io", "{\"username\":\"a\"}").statusCode())
                .isEqualTo(400);
        HttpResponse<String> untrusted =
                call(
                        "PUT",
                        registry + "/logins/127.0.0.1:9",
                        "{\"username\":\"a\",\"password\":\"s3cr3t\"}");
        assertThat(untrusted.statusCode()).isEqualTo(422);
        assertThat(untrusted.body()).contains("sampan.registry.trusted").doesNotContain("s3cr3t");
        assertThat(call("DELETE", registry + "/logins/ghcr.io", "").statusCode()).isEqualTo(404);
    }

    private void proxyIsSet() throws Exception {
        String proxy = "/api/v1/apps/shop/proxy";
        assertThat(
                        call(
                                        "PATCH",
                                        proxy,
                                        "{\"maintenance\":true,\"properties\":{\"rate-limit\":\"5/s\"}}")
                                .body())
                .contains("\"maintenance\":true")
                .contains("\"rate-limit\":{\"set\":\"5/s\",\"effective\":\"5/s\"}");
        assertThat(
                        call(
                                        "PATCH",
                                        proxy,
                                        "{\"maintenance\":false,\"pausedSeconds\":5,\"properties\":{\"rate-limit\":\"\"}}")
                                .body())
                .contains("\"maintenance\":false", "\"pausedSeconds\":5")
                .contains("\"rate-limit\":{\"set\":\"\",\"effective\":\"\"}");
        assertThat(call("GET", proxy, "").body()).contains("\"traffic\":null");
        try (CountingRouter router = new CountingRouter(home, "shop")) {
            assertThat(call("GET", proxy, "").body())
                    .contains("\"requests\":100,\"failed\":3,\"aborted\":2,\"running\":1")
                    .contains("\"p50Millis\":1.985,");
            assertThat(router).isNotNull();
        }
        assertThat(call("PATCH", proxy, "{\"pausedSeconds\":0}").body())
                .contains("\"pausedSeconds\":0");
        assertThat(call("PATCH", proxy, "{\"properties\":{\"rate-limit\":null}}").statusCode())
                .isEqualTo(400);
        assertThat(call("PATCH", proxy, "{\"properties\":{\"colour\":\"blue\"}}").statusCode())
                .isEqualTo(400);
        assertThat(call("PUT", proxy + "/redirects/old.test", "{\"to\":\"shop.test\"}").body())
                .contains("{\"from\":\"old.test\",\"to\":\"shop.test\",\"status\":301}");
        assertThat(call("PUT", proxy + "/redirects/old.test", "{}").statusCode()).isEqualTo(400);
        assertThat(call("DELETE", proxy + "/redirects/old.test", "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", proxy + "/users/anna", "{\"password\":\"open sesame\"}").body())
                .contains("\"users\":[\"anna\"]")
                .doesNotContain("sesame", "pbkdf2");
        assertThat(call("DELETE", proxy + "/users/anna", "").statusCode()).isEqualTo(200);
        assertThat(call("PUT", proxy + "/pages/502", "{\"html\":\"<p>\"}").body())
                .contains("\"pages\":[502]");
        assertThat(call("DELETE", proxy + "/pages/502", "").body()).contains("\"pages\":[]");
        assertThat(call("PUT", proxy + "/pages/x", "{\"html\":\"<p>\"}").statusCode())
                .isEqualTo(400);
        assertThat(call("PUT", proxy + "/paths?prefix=/api", "{\"app\":\"none\"}").statusCode())
                .isEqualTo(404);
        assertThat(call("DELETE", proxy + "/paths?prefix=/api", "").statusCode()).isEqualTo(404);
        String ports = "/api/v1/apps/shop/ports";
        assertThat(call("PUT", ports, "{\"ports\":[\"http:80:3000\"]}").body())
                .isEqualTo("{\"ports\":[\"http:80:3000\"]}");
        assertThat(call("PUT", ports, "{\"ports\":[\"x\"]}").statusCode()).isEqualTo(400);
        assertThat(call("PUT", ports, "{\"ports\":[null]}").statusCode()).isEqualTo(400);
        assertThat(call("PUT", ports, "{}").statusCode()).isEqualTo(400);
        assertThat(call("PUT", ports, "{\"ports\":[]}").body()).isEqualTo("{\"ports\":[]}");
        assertThat(call("GET", ports, "").body()).isEqualTo("{\"ports\":[]}");
        assertThat(
                        call("PATCH", "/api/v1/proxy", "{\"properties\":{\"max-requests\":\"9\"}}")
                                .body())
                .contains("\"max-requests\":{\"set\":\"9\",\"effective\":\"9\"}");
        assertThat(call("GET", proxy, "").body())
                .contains("\"max-requests\":{\"set\":\"\",\"effective\":\"9\"}");
        assertThat(
                        call("PATCH", "/api/v1/proxy", "{\"properties\":{\"max-requests\":\"\"}}")
                                .body())
                .contains("\"max-requests\":{\"set\":\"\",\"effective\":\"0\"}");
    }
}
