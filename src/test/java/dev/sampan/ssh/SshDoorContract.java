package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeImages;
import dev.sampan.FakeMachine;
import dev.sampan.container.ContainerEvents;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Every command over real SSH, and git with real clients, on every database, against a machine whose containers are
 * doubles.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "sampan.ssh.port=0",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.metrics.sample-interval=100ms"
        })
@Import(FakeMachine.class)
@DirtiesContext
abstract class SshDoorContract {

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private SshDoor door;
    @Autowired private FakeContainers containers;
    @Autowired private FakeImages images;

    private final Path work = home.resolve("work");

    /** How a client ended, and what it got. */
    private record Answer(int code, String out, String err) {}

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void startEmpty() throws Exception {
        Files.createDirectories(work);
        for (String app : ssh("--quiet apps:list").out().lines().toList()) {
            assertThat(ssh("--force apps:destroy " + app).code()).isZero();
        }
    }

    @Test
    void appsAreCreatedListedAndDestroyed() throws Exception {
        assertThat(ssh("apps:create shop"))
                .isEqualTo(new Answer(0, "-----> Creating shop...\n", ""));
        assertThat(ssh("apps:create shop").err()).isEqualTo(" !     Name is already taken\n");
        assertThat(ssh("apps:list").out()).isEqualTo("=====> My Apps\nshop\n");
        assertThat(ssh("apps").out()).isEqualTo("=====> My Apps\nshop\n");
        assertThat(ssh("--quiet apps:list").out()).isEqualTo("shop\n");
        assertThat(ssh("apps:list --format json").out()).isEqualTo("[\"shop\"]\n");
        assertThat(ssh("apps:exists shop").code()).isZero();
        assertThat(ssh("apps:exists blog"))
                .isEqualTo(new Answer(20, "", " !     App blog does not exist\n"));
        assertThat(ssh("apps:report shop --app-locked").out()).isEqualTo("false\n");
        assertThat(ssh("apps:report shop").out())
                .contains("=====> shop app information\n")
                .contains("       App locked:                      false\n");
        assertThat(ssh("apps:report shop --nope").err())
                .startsWith(" !     Invalid flag passed, valid flags: --app-created-at, ");
        assertThat(ssh("apps:report shop --format json").out())
                .contains("\"locked\":\"false\"")
                .contains("\"app-locked\":\"false\"");
    }

    @Test
    void destroyAsksForTheName() throws Exception {
        ssh("apps:create shop");

        Answer refused = sshWithInput("apps:destroy shop", "blog\n");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out())
                .contains(" !     WARNING: Potentially Destructive Action\n")
                .contains(" !     This command will destroy app shop.\n")
                .contains(" !     To proceed, type \"shop\"\n")
                .endsWith("> ");
        assertThat(refused.err()).isEqualTo(" !     Confirmation did not match test. Aborted.\n");
        assertThat(sshWithInput("apps:destroy shop", "shop\n").out())
                .endsWith("-----> Destroying shop (including all add-ons)\n");
        assertThat(ssh("apps:exists shop").code()).isEqualTo(20);
    }

    @Test
    void configIsSetShownAndTakenAway() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("config:set shop 'A=x y' LONGER=1").out())
                .isEqualTo("-----> Setting config vars\n       A:       x y\n       LONGER:  1\n");
        assertThat(ssh("config shop").out())
                .isEqualTo("=====> shop env vars\nA:       x y\nLONGER:  1\n");
        assertThat(ssh("config:get shop A").out()).isEqualTo("x y\n");
        assertThat(ssh("config:get shop NONE")).isEqualTo(new Answer(1, "", ""));
        assertThat(ssh("--app shop config:keys").out()).isEqualTo("A\nLONGER\n");
        assertThat(ssh("config:export shop").out())
                .isEqualTo("export A='x y'\nexport LONGER='1'\n");
        assertThat(sshWithInput("config:import shop -", "B=\"a\\nb\"\n").code()).isZero();
        assertThat(ssh("config:get shop B").out()).isEqualTo("a\nb\n");
        assertThat(ssh("config:unset shop B NONE").out())
                .isEqualTo(
                        "-----> Unsetting B\n-----> Skipping NONE, it is not set in the environment\n");
        assertThat(ssh("config:set shop 1A=x").err()).contains("Invalid key name: '1A'");
        assertThat(ssh("config:set shop PORT=80").err()).contains("'PORT'");
        assertThat(ssh("config:set shop").err())
                .isEqualTo(" !     At least one env pair must be given\n");
        assertThat(ssh("config:set --encoded shop E=w7w=").code()).isZero();
        assertThat(ssh("config:get shop E").out()).isEqualTo("ü\n");
        assertThat(ssh("config:set --encoded shop E=//8=").err()).contains("not UTF-8");
        assertThat(ssh("config:clear shop").code()).isZero();
        assertThat(ssh("config:keys shop").out()).isEmpty();
        assertThat(sshWithInput("config:import shop", "\0\1\2=x").code()).isEqualTo(1);
    }

    @Test
    void domainsAndLimitsAreChanged() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("domains:add shop www.example.com WWW.example.com").out())
                .isEqualTo("-----> Added www.example.com to shop\n");
        assertThat(ssh("domains:add shop www.example.com").out())
                .isEqualTo("-----> Skipping: www.example.com already added to shop\n");
        assertThat(ssh("domains:report shop --domains-app-vhosts").out())
                .isEqualTo("www.example.com shop.localhost\n");
        assertThat(ssh("domains:add shop 'a b'").err()).contains("'a b' is not a host name");
        assertThat(ssh("domains:clear shop").out()).isEqualTo("-----> Cleared domains in shop\n");

        assertThat(ssh("resource:limit --memory 100 --network-egress 10mbit shop").out())
                .isEqualTo(
                        "=====> Setting resource limits for shop\n       memory: 100m\n       network-egress: 10mbit\n");
        assertThat(ssh("resource:report shop --resource-web.computed.memory").out())
                .isEqualTo("100m\n");
        assertThat(ssh("resource:limit --memory 1k shop").err()).contains("8m to ");
        assertThat(ssh("resource:limit-clear shop").out())
                .isEqualTo("-----> Clearing resource limit for shop\n");
        assertThat(ssh("resource:report shop --resource-web.computed.memory").out())
                .isEqualTo("512m\n");
    }

    @Test
    void routerIsToldHowToTreatApps() throws Exception {
        ssh("apps:create shop");
        ssh("apps:create api");

        assertThat(ssh("nginx:set shop client-max-body-size 50M").out())
                .isEqualTo("=====> Setting client-max-body-size to 50m\n");
        assertThat(ssh("proxy:report shop --proxy-client-max-body-size").out()).isEqualTo("50m\n");
        assertThat(ssh("nginx:report shop --nginx-computed-client-max-body-size").out())
                .isEqualTo("50m\n");
        assertThat(ssh("proxy:set --global rate-limit 100/s:250").code()).isZero();
        assertThat(ssh("proxy:report shop --proxy-computed-rate-limit").out())
                .isEqualTo("100/s:250\n");
        assertThat(routes()).contains("\"maxBodyBytes\":52428800", "\"rate\":\"100/s:250\"");
        assertThat(ssh("proxy:set --global rate-limit").out())
                .isEqualTo("=====> Unsetting rate-limit\n");
        assertThat(ssh("proxy:set shop rate-limit often").err())
                .startsWith(" !     The rate-limit cannot be 'often': ");
        assertThat(ssh("nginx:set shop colour blue").err()).contains("'colour'");
        assertThat(ssh("proxy:set nothing rate-limit 1/s").code()).isEqualTo(20);

        assertThat(ssh("maintenance:enable shop").out())
                .isEqualTo("-----> Enabling maintenance mode for shop\n");
        assertThat(sshWithInput("maintenance:custom-page shop", "<h1>Soon</h1>").code()).isZero();
        assertThat(ssh("maintenance:report shop --maintenance-enabled").out()).isEqualTo("true\n");
        assertThat(routes()).contains("MAINTENANCE", "<h1>Soon</h1>");
        ssh("maintenance:disable shop");
        assertThat(ssh("proxy:pause --timeout 5s shop").out())
                .isEqualTo("-----> Holding the requests of shop, each for 5 s at most\n");
        assertThat(routes()).contains("PAUSED", "\"holdMillis\":5000").doesNotContain("MAINTEN");
        assertThat(ssh("proxy:pause --timeout 1h shop").err()).contains("1s to 10m");
        ssh("proxy:resume shop");
        assertThat(routes()).doesNotContain("PAUSED");

        assertThat(ssh("redirect:set shop www.shop.test shop.test 308").code()).isZero();
        assertThat(ssh("redirect shop").out())
                .isEqualTo(
                        """
                        =====> Redirects of shop
                        SOURCE         DESTINATION  CODE
                        www.shop.test  shop.test  308
                        """);
        assertThat(ssh("redirect:set api www.shop.test x.test").err()).contains("app 'shop'");
        assertThat(ssh("redirect:set shop api.localhost x.test").err()).contains("app 'api'");
        assertThat(ssh("redirect:set shop a.test b.test 200").err()).contains("'200'");
        assertThat(ssh("domains:add api www.shop.test").code()).isZero();
        assertThat(routes()).doesNotContain("\"redirects\"");
        assertThat(ssh("redirect:unset shop www.shop.test").code()).isZero();
        assertThat(ssh("redirect:unset shop www.shop.test").code()).isEqualTo(1);

        assertThat(sshWithInput("http-auth:enable shop anna", "open sesame\n").code()).isZero();
        assertThat(ssh("http-auth:add-user shop otto short").err()).contains("8 to 200");
        assertThat(ssh("http-auth:report shop --http-auth-users").out()).isEqualTo("anna\n");
        assertThat(routes()).contains("\"anna\":\"pbkdf2-sha256:").doesNotContain("sesame");
        assertThat(ssh("http-auth:remove-user shop anna").out()).contains("everybody is let in");
        assertThat(sshWithInput("error-pages:set shop 502", "<p>{id}</p>").code()).isZero();
        assertThat(ssh("error-pages:report shop --error-pages-statuses").out()).isEqualTo("502\n");
        assertThat(sshWithInput("error-pages:set shop 200", "x").err()).contains("'200'");
        assertThat(ssh("error-pages:clear shop 502").code()).isZero();
        assertThat(ssh("routes:add shop /api api").code()).isZero();
        assertThat(ssh("routes:report shop --routes-paths").out()).isEqualTo("/api:api\n");
        assertThat(ssh("routes:add shop api api").err()).contains("'api' is not a path");
        assertThat(ssh("proxy:set shop sticky-sessions on").code()).isZero();
        assertThat(routes()).contains("\"paths\"", "\"stickySecret\"");

        ssh("--force apps:destroy api");
        assertThat(ssh("routes:report shop --routes-paths").out()).isEqualTo("\n");

        assertThat(ssh("proxy:disable shop").code()).isZero();
        assertThat(ssh("proxy:report shop --proxy-enabled").out()).isEqualTo("false\n");
        assertThat(routes()).doesNotContain("shop.localhost");
        ssh("proxy:enable shop");
        assertThat(routes()).contains("shop.localhost");
    }

    @Test
    void portsLeadToApps() throws Exception {
        ssh("apps:create shop");
        ssh("apps:create api");
        int free;
        try (ServerSocket taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
            assertThat(ssh("ports:add shop tcp:%d:5000".formatted(free)).err())
                    .startsWith(" !     Port %d/tcp is in use by 'java' (pid ".formatted(free));
        }

        String map = "tcp:%d:5000".formatted(free);
        assertThat(ssh("ports:add shop " + map).code()).isZero();
        assertThat(ssh("ports:list shop").out())
                .isEqualTo("=====> Port mappings for shop\n" + map + "\n");
        assertThat(ssh("ports:report shop --ports-map-json").out())
                .isEqualTo(
                        "[{\"container_port\":5000,\"host_port\":%d,\"scheme\":\"tcp\"}]\n"
                                .formatted(free));
        assertThat(routes()).contains("\"kind\":\"TCP\"");
        assertThat(ssh("ports:set api udp:%d:53 %s".formatted(free, map)).err())
                .contains("in use by app 'shop'");
        assertThat(ssh("ports:list api").out()).isEqualTo("=====> Port mappings for api\n");
        assertThat(ssh("ports:add shop smtp:25:25").err()).contains("'smtp:25:25'");
        assertThat(ssh("ports:add shop tcp:70000:1").err()).contains("1 to 65535");
        assertThat(ssh("ports:remove shop 1").err()).contains("'1'");
        assertThat(ssh("ports:remove shop " + free).code()).isZero();
        assertThat(ssh("ports:clear shop").code()).isZero();

        assertThat(ssh("ports:set shop http:80:3000 https:443:3000").code()).isZero();
        assertThat(ssh("ports:set api http:80:3000 http:%d:3000".formatted(free)).code()).isZero();
        assertThat(ssh("ports:add shop http:%d:3000".formatted(free)).code()).isZero();
        assertThat(routes()).contains("\"kind\":\"HTTP\",\"port\":%d".formatted(free));
        assertThat(ssh("ports:add shop http:80:4000").code()).isEqualTo(1);
        assertThat(ssh("ports:add shop https:8443:3000").err()).contains("443 only");
        assertThat(ssh("ports:list shop").out())
                .isEqualTo(
                        "=====> Port mappings for shop\nhttp:80:3000\nhttps:443:3000\nhttp:%d:3000\n"
                                .formatted(free));
        assertThat(ssh("ports:clear shop").code()).isZero();
        assertThat(ssh("ports:report shop --ports-map").out()).isEqualTo("\n");
    }

    /** The route table that the router reads. */
    private static String routes() throws IOException {
        return Files.readString(home.resolve("router/routes.json"));
    }

    @Test
    void appsAreLinkedAndReachPrivateRanges() throws Exception {
        ssh("apps:create shop");
        ssh("apps:create api");

        assertThat(ssh("network:link shop api").out())
                .isEqualTo("-----> Linked shop to api, which it finds as api.internal\n");
        assertThat(ssh("network:link shop api").out())
                .isEqualTo("-----> Skipping: shop is already linked to api\n");
        assertThat(ssh("network:link shop nothing").code()).isEqualTo(20);
        assertThat(ssh("network:report shop --network-links").out()).isEqualTo("api\n");
        assertThat(ssh("network:report api --network-linked-by").out()).isEqualTo("shop\n");
        assertThat(ssh("network:report shop --format json").out())
                .contains("\"names\":\"api.internal\"");
        assertThat(ssh("network:unlink shop api").out())
                .isEqualTo("-----> Unlinked shop from api\n");
        assertThat(ssh("network:unlink shop api").out())
                .isEqualTo("-----> Skipping: shop is not linked to api\n");

        assertThat(ssh("network:set shop private-ranges 10.1.0.0/16,192.168.0.7").out())
                .isEqualTo("=====> Setting private-ranges to 10.1.0.0/16,192.168.0.7/32\n");
        assertThat(ssh("network:set --global private-ranges allowed").code()).isZero();
        assertThat(ssh("network:report shop --network-computed-private-ranges").out())
                .isEqualTo("10.1.0.0/16,192.168.0.7/32\n");
        assertThat(ssh("network:set shop private-ranges").out())
                .isEqualTo("=====> Unsetting private-ranges\n");
        assertThat(ssh("network:report shop --network-computed-private-ranges").out())
                .isEqualTo("allowed\n");
        assertThat(ssh("network:set --global private-ranges").code()).isZero();
        assertThat(ssh("network:report --global --network-computed-private-ranges").out())
                .isEqualTo("denied\n");
        assertThat(ssh("network:set shop private-ranges 10.1.0.1/16").err())
                .contains("'10.1.0.1/16'");
        assertThat(ssh("network:set shop colour blue").err()).contains("'colour'");

        ssh("network:link shop api");
        ssh("--force apps:destroy api");
        assertThat(ssh("network:report shop --network-links").out()).isEqualTo("\n");
    }

    @Test
    void everyResourceIsLimitedAndReserved() throws Exception {
        ssh("apps:create shop");

        assertThat(
                        ssh("resource:limit --process-type worker --cpu 0.5 --cpu-weight 50 --cpuset 0"
                                        + " --memory-swap 0 --memory-high 200m --io-read 20m --io-write 10m"
                                        + " --io-read-iops 1k --io-write-iops 500 --network-ingress 50mbit shop")
                                .out())
                .isEqualTo(
                        """
                        =====> Setting resource limits for shop (worker)
                               cpu: 0.5
                               cpu-weight: 50
                               cpuset: 0
                               memory-swap: 0
                               memory-high: 200m
                               io-read: 20m
                               io-write: 10m
                               io-read-iops: 1k
                               io-write-iops: 500
                               network-ingress: 50mbit
                        """);
        assertThat(ssh("resource:limit --inodes 100k --disk unlimited shop").code()).isZero();
        assertThat(ssh("resource:report shop --resource-worker.limit.io-write-iops").out())
                .isEqualTo("500\n");
        assertThat(ssh("resource:report shop --resource-_default_.limit.inodes").out())
                .isEqualTo("100k\n");
        assertThat(ssh("resource:limit --process-type web --inodes 9k shop").err())
                .contains("Set --inodes without --process-type");
        assertThat(ssh("resource:limit --cpu-weight 0 shop").err()).contains("1 to 10000");
        assertThat(ssh("resource:limit --io-read 5mbit shop").err())
                .contains("'5mbit' is not a size");
        assertThat(ssh("resource:limit --cpu 1024 shop").err())
                .contains("outside the allowed range: 0.01 to ");

        assertThat(ssh("resource:reserve --memory 64 --cpu 0.25 shop").out())
                .isEqualTo(
                        "=====> Setting resource reservation for shop\n       cpu: 0.25\n       memory: 64m\n");
        assertThat(ssh("resource:reserve --pids 10 shop").err())
                .contains("pids cannot be reserved, only cpu and memory can");
        assertThat(ssh("resource:report shop --resource-_default_.reserve.memory").out())
                .isEqualTo("64m\n");
        assertThat(ssh("resource:report shop --format json").out())
                .contains("\"_default_.reserve.cpu\":\"0.25\"")
                .contains("\"worker.limit.cpuset\":\"0\"");
        assertThat(ssh("resource:reserve-clear shop").out())
                .isEqualTo("-----> Clearing resource reservation for shop\n");
        assertThat(ssh("resource:reserve shop").out())
                .isEqualTo(
                        "=====> resource reservation shop information\n       cpu:\n       memory:\n");
    }

    @Test
    void hitsOfLimitsAreTold() throws Exception {
        assertThat(git(newSource("shop"), "push", url("shop"), "main").code()).isZero();
        assertThat(ssh("resource:events shop").out()).isEqualTo("=====> shop limit events\n");

        String events = "";
        int looks = 0;
        while (!events.contains("could not be started")) {
            looks++;
            assertThat(looks).isLessThan(200);
            containers.count("shop", new ContainerEvents(looks, 5L * looks, Duration.ZERO));
            events = ssh("resource:events shop").out();
        }

        assertThat(events)
                .containsPattern("web.1 +Out of memory at the limit of 512m: .* killed\n")
                .containsPattern(
                        "web.1 +Limit of 256 processes and threads reached: \\d+ could not be started\n");
        assertThat(ssh("resource:events --num 1 --format json shop").out())
                .contains("\"process\":\"web.1\",\"resource\":\"pids\",\"limit\":\"256\"");
        assertThat(ssh("ps:report shop --status-web.1").out())
                .matches(
                        "running \\(CID: [0-9a-f]+\\): Limit of 256 processes and threads reached: \\d+ could not be started\n");
        assertThat(ssh("logs shop -q").out()).contains("Out of memory at the limit of 512m");
        assertThat(ssh("resource:events nothing").code()).isEqualTo(20);
        assertThat(ssh("resource:neighbours").out())
                .isEqualTo("=====> Slowed down in the last 60 s\nNobody had to wait\n");
        assertThat(ssh("resource:neighbours --format json").out()).isEqualTo("[]\n");
        assertThat(ssh("resource:neighbours shop").code()).isNotZero();
    }

    @Test
    void limitsOfAllAppsReachThoseThatRun() throws Exception {
        assertThat(git(newSource("shop"), "push", url("shop"), "main").code()).isZero();
        try {
            assertThat(ssh("resource:limit --global --memory 300m --io-write 30m").out())
                    .startsWith("=====> Setting resource limits for all apps\n");
            assertThat(containers.limits("shop"))
                    .allSatisfy(
                            limits -> {
                                assertThat(limits.memory())
                                        .isEqualTo(Optional.of(DataSize.ofMebibytes(300)));
                                assertThat(limits.io().writeBytes())
                                        .isEqualTo(Optional.of(DataSize.ofMebibytes(30)));
                            });
            assertThat(ssh("resource:report --global --resource-_default_.limit.memory").out())
                    .isEqualTo("300m\n");
        } finally {
            assertThat(ssh("resource:limit-clear --global").out())
                    .isEqualTo("-----> Clearing resource limit for all apps\n");
        }
        assertThat(containers.limits("shop"))
                .allSatisfy(
                        limits ->
                                assertThat(limits.memory())
                                        .isEqualTo(Optional.of(DataSize.ofMebibytes(512))));
    }

    @Test
    void unknownCommandsAreAnsweredAsDokkuDoes() throws Exception {
        Answer answer = ssh("apps:crate shop");

        assertThat(answer.code()).isEqualTo(1);
        assertThat(answer.err())
                .isEqualTo(
                        """
                         !     `apps:crate` is not a dokku command.
                         !     See `dokku help` for a list of available commands.
                         !     Did you mean `apps:create`?
                        """);
        assertThat(ssh("").out())
                .startsWith("Usage: dokku [--quiet|--trace|--force] COMMAND <app>");
        assertThat(ssh("help").out()).contains("  Manage apps\n").contains("    apps:create  ");
        assertThat(ssh("apps:help").out()).contains("apps:destroy [--force] <app>");
        assertThat(ssh("version").out()).startsWith("sampan version ");
        assertThat(ssh("config:set shop A='x").err()).contains("unmatched single quote");
        assertThat(ssh("apps:create ../etc").err()).contains("App name must begin with");
        assertThat(ssh("apps:create").err()).contains("Please specify an app");
    }

    @Test
    void keysLetTheirHoldersIn() throws Exception {
        Path key = newKey("laptop");
        assertThat(sshAs(key, "apps:list", null, "sampan").code()).isEqualTo(255);

        Answer added = sshWithInput("ssh-keys:add laptop", Files.readString(pub(key)));
        assertThat(added.out()).startsWith("SHA256:");
        for (String user : List.of("sampan", "dokku", "git")) {
            assertThat(sshAs(key, "apps:list", null, user).code()).isZero();
        }
        assertThat(sshAs(key, "apps:list", null, "root").code()).isEqualTo(255);
        assertThat(ssh("ssh-keys:list").out())
                .contains(added.out().strip() + " NAME=\"laptop\" SSHCOMMAND_ALLOWED_KEYS=");
        assertThat(sshWithInput("ssh-keys:add again", Files.readString(pub(key))).err())
                .contains("exists already as 'laptop'");
        assertThat(ssh("ssh-keys:remove laptop").code()).isZero();
        assertThat(sshAs(key, "apps:list", null, "sampan").code()).isEqualTo(255);
    }

    @Test
    void pushDeploysAndCommandsSeeIt() throws Exception {
        Path source = newSource("shop");
        Answer push = git(source, "push", url("shop"), "main");

        assertThat(push.err())
                .contains("remote: -----> Set main as deploy-branch")
                .contains("remote: -----> Building shop")
                .contains("remote: =====> Application deployed:")
                .contains("* [new branch]      main -> main");
        assertThat(push.code()).isZero();
        assertThat(ssh("ps:report shop --running").out()).isEqualTo("true\n");
        assertThat(ssh("ps:scale shop").out())
                .isEqualTo(
                        "-----> Scaling for shop\nproctype: qty\n--------: ---\nweb: 1\nworker: 0\n");
        assertThat(ssh("logs shop -q").out()).contains("Hello from web.1\n");
        assertThat(ssh("logs shop -p web.1 -n 1").out())
                .contains("app[web.1]:\u001b[0m Hello from web.1\n");
        assertThat(ssh("releases shop").out()).contains("v1 ").contains("(current)");
        assertThat(ssh("url shop").out()).isEqualTo("http://shop.localhost\n");

        assertThat(ssh("config:set shop COLOUR=blue").code()).isZero();
        assertThat(containers.specs("shop"))
                .anySatisfy(spec -> assertThat(spec.env()).containsEntry("COLOUR", "blue"));
        assertThat(ssh("releases shop --format json").out())
                .contains("\"version\":\"v2\",\"description\":\"Set COLOUR\"");

        assertThat(ssh("ports:set shop http:80:3000").code()).isZero();
        assertThat(ssh("ps:restart shop").code()).isZero();
        assertThat(containers.specs("shop"))
                .anySatisfy(spec -> assertThat(spec.env()).containsEntry("PORT", "3000"));
        assertThat(ssh("ports:clear shop").code()).isZero();

        assertThat(ssh("resource:limit --memory 256 shop").code()).isZero();
        assertThat(containers.limits("shop"))
                .anySatisfy(
                        limits ->
                                assertThat(limits.memory())
                                        .isEqualTo(Optional.of(DataSize.ofMebibytes(256))));
        assertThat(ssh("resource:limit --disk 16m shop").err()).contains("uses more than that");
        assertThat(ssh("resource:report shop --resource-_default_.limit.disk").out())
                .isEqualTo("\n");

        assertThat(ssh("rollback shop v1").code()).isZero();
        var _ = images.sweep(List.of());
        assertThat(ssh("rollback shop v1").err())
                .contains("Release v1 of app 'shop' cannot be brought back: its image was removed")
                .containsPattern("git push --force <remote> [0-9a-f]{40}:<deploy branch>");
        assertThat(ssh("config:get shop COLOUR").code()).isEqualTo(1);
        assertThat(ssh("ps:stop shop").out()).isEqualTo("-----> Stopping shop\n");
        assertThat(ssh("ps:report shop --running").out()).isEqualTo("false\n");
        assertThat(ssh("ps:start shop").code()).isZero();

        Path clone = work.resolve("clone-" + System.nanoTime());
        assertThat(git(work, "clone", "-q", url("shop"), clone.toString()).code()).isZero();
        assertThat(clone.resolve("index.js")).exists();
        assertThat(ssh("--force apps:destroy shop").code()).isZero();
        assertThat(containers.specs("shop")).isEmpty();
        assertThat(home.resolve("repos/shop.git")).doesNotExist();
    }

    @Test
    void failedBuildRejectsThePush() throws Exception {
        ssh("apps:create broken");
        ssh("config:set broken BUILD=fail");
        Answer push = git(newSource("broken"), "push", url("broken"), "main");

        assertThat(push.code()).isEqualTo(1);
        assertThat(push.err())
                .contains("remote:  !     App build failed")
                .contains("package.json is not valid JSON: line 3")
                .contains("[remote rejected] main -> main (pre-receive hook declined)");
        assertThat(ssh("releases broken --format json").out()).isEqualTo("[]\n");
    }

    @Test
    void clientThatLeavesCancelsTheBuild() throws Exception {
        ssh("apps:create slow");
        ssh("config:set slow BUILD=hang");
        Path log = work.resolve("push.log");
        Process push =
                gitProcess(newSource("slow"), List.of("push", url("slow"), "main"))
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
    void namesThatAreNoneAreRefusedInGitToo() throws Exception {
        Answer push = git(newSource("x"), "push", url("No_Name"), "main");

        assertThat(push.code()).isEqualTo(128);
        assertThat(push.err()).contains(" !     App name must begin with lowercase");
        assertThat(git(work, "clone", url("nothing"), "x").err())
                .contains(" !     App nothing does not exist");
    }

    @Test
    void terminalEchoesAndEndsLinesAsTerminalsDo() throws Exception {
        ssh("apps:create shop");
        List<String> argv = sshArgv(operator(), "sampan");
        argv.add(1, "-tt");
        argv.add("apps:destroy shop");
        Answer answer = run(new ProcessBuilder(argv), "shop\r");

        assertThat(answer.out()).contains("-----> Destroying shop (including all add-ons)\r\n");
        assertThat(answer.code()).isZero();
    }

    private Path operator() {
        return home.resolve("secrets/operator_key");
    }

    private static Path pub(Path key) {
        return key.resolveSibling(key.getFileName() + ".pub");
    }

    private Path newKey(String name) throws Exception {
        Path key = work.resolve(name + System.nanoTime());
        run(
                new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()),
                "");
        return key;
    }

    private Path newSource(String name) throws Exception {
        Path source = work.resolve(name + System.nanoTime());
        Files.createDirectories(source);
        Files.writeString(source.resolve("index.js"), "console.log(1)\n");
        git(source, "init", "-q", "-b", "main");
        git(source, "add", ".");
        git(source, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "first");
        return source;
    }

    private String url(String app) {
        return "ssh://sampan@127.0.0.1:%d/%s".formatted(door.port(), app);
    }

    private Answer ssh(String line) throws Exception {
        return sshWithInput(line, "");
    }

    private Answer sshWithInput(String line, String input) throws Exception {
        return sshAs(operator(), line, input, "sampan");
    }

    private Answer sshAs(
            Path key, String line, @org.jspecify.annotations.Nullable String input, String user)
            throws Exception {
        List<String> argv = sshArgv(key, user);
        if (!line.isEmpty()) {
            argv.addAll(List.of("--", line));
        }
        return run(new ProcessBuilder(argv), input == null ? "" : input);
    }

    private List<String> sshArgv(Path key, String user) {
        return new ArrayList<>(
                List.of(
                        "ssh",
                        "-F",
                        "/dev/null",
                        "-i",
                        key.toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "IdentityAgent=none",
                        "-o",
                        "BatchMode=yes",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "LogLevel=ERROR",
                        "-p",
                        Integer.toString(door.port()),
                        user + "@127.0.0.1"));
    }

    private Answer git(Path folder, String... arguments) throws Exception {
        return run(gitProcess(folder, List.of(arguments)), "");
    }

    private ProcessBuilder gitProcess(Path folder, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(argv).directory(folder.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "GIT_SSH_COMMAND",
                                "ssh -F /dev/null -i %s -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
                                        .formatted(operator()),
                                "GIT_CONFIG_NOSYSTEM",
                                "1",
                                "LC_ALL",
                                "C"));
        return builder;
    }

    private Answer run(ProcessBuilder builder, String input)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(work, "out", "");
        Path err = Files.createTempFile(work, "err", "");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            if (input.endsWith("\r")) {
                process.waitFor(20, TimeUnit.SECONDS);
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
