package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.account.Door;
import dev.sampan.account.Role;
import dev.sampan.container.PeerName;
import dev.sampan.operation.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What scripts for dokku call, set and read is there; the names stand in `dokku/*.txt`. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "spring.datasource.url=jdbc:h2:mem:surface;DB_CLOSE_DELAY=-1"
        })
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(120)
class DokkuSurfaceIntegrationTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Door.SSH, Optional.of("test"));

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private CommandDispatcher dispatcher;
    @Autowired private CommandTable table;
    @Autowired private FakeContainers containers;

    /** How a command ended, and what it said. */
    private record Answer(int code, String out, String err) {}

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void startEmpty() {
        run("--quiet apps:list").out().lines().forEach(app -> done("--force apps:destroy " + app));
        run("--quiet network:list")
                .out()
                .lines()
                .forEach(name -> done("--force network:destroy " + name));
    }

    @Test
    void everyCommandOfDokkuIsKnown() {
        assertThat(lines("commands.txt"))
                .hasSizeGreaterThan(200)
                .allSatisfy(name -> assertThat(table.find(name)).as(name).isPresent());
    }

    @Test
    void everyPluginHasHelpUnderItsNameAndBare() {
        Set<String> plugins = new TreeSet<>();
        lines("commands.txt").stream()
                .filter(name -> name.contains(":"))
                .forEach(name -> plugins.add(name.substring(0, name.indexOf(':'))));
        for (String plugin : plugins) {
            assertThat(done(plugin + ":help").out())
                    .startsWith("Usage: dokku " + plugin + "[:COMMAND]\n")
                    .contains(":");
            if (table.find(plugin).isEmpty()) {
                assertThat(done(plugin).out()).isEqualTo(run(plugin + ":help").out());
            }
        }
        assertThat(done("help git").out()).contains("git:initialize <app>", "git:unlock <app>");
        assertThat(run("nothing:help").code()).isEqualTo(1);
    }

    @Test
    void everyKeyOfReportsIsThere() {
        deploy("shop");
        assertThat(lines("reports.txt"))
                .hasSizeGreaterThan(250)
                .allSatisfy(line -> assertThat(run(line.replace(" ", " shop ")).err()).isEmpty());
        for (CommandEntry entry : table.each("report")) {
            JsonNode facts = JSON.readTree(done(entry.name() + " shop --format json").out());
            assertThat(facts.isObject()).as(entry.name()).isTrue();
            assertThat(facts.values()).allMatch(JsonNode::isString);
            Answer both = run(entry.name() + " shop --x --format json");
            assertThat(both.err()).contains("--format flag cannot be specified");
            assertThat(run(entry.name() + " none").code()).as(entry.name()).isEqualTo(20);
            assertThat(run(entry.name() + " shop --x").err())
                    .startsWith(" !     Invalid flag passed, valid flags: --");
        }
        assertThat(done("report shop").out())
                .contains("=====> shop app information", "=====> shop scheduler information");
    }

    @Test
    void everyPropertyIsTakenAndForgotten() {
        done("apps:create shop");
        assertThat(lines("properties.txt")).hasSizeGreaterThan(150).allSatisfy(this::setAndUnset);
    }

    private void setAndUnset(String line) {
        String unset = line.substring(0, line.lastIndexOf(' '));
        String property = unset.substring(unset.lastIndexOf(' ') + 1);
        assertThat(done(line).out()).startsWith("=====> Setting " + property + " to ");
        assertThat(done(unset).out()).isEqualTo("=====> Unsetting " + property + "\n");
    }

    @Test
    void whatHasNoEffectIsToldSoAndGivenBack() {
        done("apps:create shop");

        assertThat(run("nginx:set shop send-timeout 5s"))
                .isEqualTo(
                        new Answer(
                                0,
                                "=====> Setting send-timeout to 5s\n",
                                " !     send-timeout has no effect here: the router is no nginx and has no such setting\n"));
        assertThat(done("nginx:report shop --nginx-send-timeout").out()).isEqualTo("5s\n");
        assertThat(done("nginx-vhosts:report shop --nginx-send-timeout").out()).isEqualTo("5s\n");
        assertThat(done("nginx:report shop --nginx-computed-send-timeout").out()).isEqualTo("\n");
        done("nginx:set --global send-timeout 9s");
        assertThat(done("nginx:report --global --nginx-global-send-timeout").out())
                .isEqualTo("9s\n");
        assertThat(run("logs:set shop max-size 16m").err()).isEmpty();
        assertThat(run("logs:set shop max-size 5m").err()).contains("the app's disk limit");
        assertThat(run("logs:set shop vector-image x").err())
                .isEqualTo(" !     Property 'vector-image' can be set with --global only\n");
        assertThat(run("ps:set --global start-cmd x").err())
                .isEqualTo(" !     Property 'start-cmd' can be set for an app only\n");
        assertThat(run("scheduler:set shop colour blue").err())
                .isEqualTo(" !     Invalid property 'colour', valid properties: selected, shell\n");
        assertThat(run("scheduler:set none shell x").code()).isEqualTo(20);
        assertThat(run("proxy:set shop traefik").out()).startsWith("-----> Nothing to do: ");
        assertThat(run("ps:restore none").code()).isEqualTo(20);
        assertThat(run("git:unlock").err()).contains("Please specify an app");
    }

    @Test
    void optionsOfDockerAreTakenNoteOf() {
        done("apps:create shop");

        Answer added = done("docker-options:add shop build,deploy '--build-arg A=b'");
        assertThat(added.out())
                .isEqualTo("-----> Added --build-arg A=b\n-----> Added --build-arg A=b\n");
        assertThat(added.err()).startsWith(" !     '--build-arg A=b' has no effect on deploy, ");
        done("docker-options:add shop run,deploy -v /a:/b");
        assertThat(done("docker-options:add shop run -v /a:/b").out())
                .isEqualTo("-----> Skipping: it is there already\n");
        assertThat(done("docker-options:report shop --docker-options-deploy").out())
                .isEqualTo("--build-arg A=b -v /a:/b\n");
        assertThat(done("docker-options:list shop build").out()).isEqualTo("--build-arg A=b\n");
        done("docker-options:remove shop deploy -v /a:/b");
        assertThat(done("docker-options:list shop deploy").out()).isEqualTo("--build-arg A=b\n");
        done("docker-options:clear shop build,deploy");
        assertThat(done("docker-options:list shop build,deploy,run").out()).isEqualTo("-v /a:/b\n");
        assertThat(run("docker-options:add shop later --x").err())
                .isEqualTo(
                        " !     Phase(s) must be a combination of [build|deploy|run], not 'later'\n");
    }

    @Test
    void appsOnOneNetworkKnowOneAnother() {
        List.of("shop", "api", "lone").forEach(this::deploy);
        assertThat(run("network:exists net"))
                .isEqualTo(new Answer(1, "", " !     Network does not exist\n"));
        assertThat(done("network:create net").out()).isEqualTo("-----> Creating network net\n");
        assertThat(run("network:create net").code()).isEqualTo(1);
        assertThat(done("network:exists net").out()).isEqualTo("-----> Network exists\n");
        assertThat(done("network:list").out()).isEqualTo("=====> Networks\nnet\n");

        done("network:set shop attach-post-create net");
        assertThat(done("network:set api attach-post-deploy net other").err())
                .isEqualTo(
                        " !     Network 'other' does not exist yet. Make it with `network:create other`\n");
        assertThat(owners("shop")).containsOnly("shop", "api");
        assertThat(owners("api")).containsOnly("shop", "api");
        assertThat(containers.reached()).doesNotContainKey("lone");
        assertThat(names("shop"))
                .contains("api.internal", "api.web", "api.web.1", "shop.web")
                .doesNotContain("lone.web");

        done("network:set api tld svc.cluster.local");
        assertThat(names("shop")).contains("api.web.svc.cluster.local").doesNotContain("api.web");
        assertThat(done("network:report api --network-computed-attach-post-deploy").out())
                .isEqualTo("net,other\n");
        assertThat(done("network:report api --network-web-listeners").out())
                .matches("[0-9.]+:[0-9]+\n");
        assertThat(run("--force network:destroy net").err())
                .contains("attached to it and run: api, shop");

        done("network:set api attach-post-deploy");
        assertThat(owners("shop")).containsOnly("shop");
        done("network:set --global initial-network net");
        deploy("later");
        assertThat(owners("later")).containsOnly("shop", "api", "lone", "later");
        done("network:set --global initial-network");
        done("network:set shop attach-post-create");
        done("--force network:destroy net");
        assertThat(containers.reached()).doesNotContainKeys("shop", "api");
    }

    @Test
    void networksAreShownInDockersWords() {
        done("network:create net");

        JsonNode facts = JSON.readTree(done("network:info net --format json").out());
        assertThat(facts.propertyNames())
                .containsExactlyInAnyOrder(
                        "CreatedAt",
                        "DokkuManaged",
                        "Driver",
                        "ID",
                        "Internal",
                        "IPv6",
                        "Labels",
                        "Name",
                        "Scope");
        assertThat(done("network:list --format json --dokku-managed").out())
                .isEqualTo("[" + facts + "]\n");
        assertThat(done("network:info net").out())
                .startsWith("=====> net network information\n       ID:       ")
                .contains("       Name:     net\n");
        assertThat(run("network:create bridge").err()).contains("'bridge' cannot be the name");
        assertThat(run("network:destroy net", "no\n").err()).contains("Confirmation did not match");
        assertThat(run("--force network:destroy none2").err()).contains("does not exist");
    }

    @Test
    void usersAttachToNetworksOfAppsOnlyThatTheyMayDeploy() {
        List.of("shop", "api").forEach(app -> done("apps:create " + app));
        done("network:create net");
        done("network:set api attach-post-create net");
        done("users:add ann");
        done("acl:add shop ann");
        try {
            Caller ann = new Caller("ann", Role.MEMBER, Door.SSH, Optional.empty());
            assertThat(run(ann, "network:set shop attach-post-create net", "").err())
                    .isEqualTo(" !     Access denied\n");
            assertThat(run(ann, "network:create mine", "").err())
                    .isEqualTo(" !     Access denied\n");
            done("acl:add api ann");
            assertThat(run(ann, "network:set shop attach-post-create net", "").code()).isZero();
        } finally {
            done("--force users:remove ann");
        }
    }

    @Test
    void requestsAreShownAsNginxWritesThem() throws IOException {
        deploy("shop");
        Files.writeString(
                Files.createDirectories(home.resolve("router")).resolve("access.log"),
                """
                {"time":1700000000000,"id":"a1","client":"192.0.2.7","method":"GET","host":"shop.localhost","path":"/a\\u001b[1m","protocol":"HTTP/1.1","status":200,"received":0,"sent":12,"micros":900,"route":"shop","target":"10.0.0.1:5000","attempts":1}
                {"time":1700000001000,"id":"a2","client":"192.0.2.8","method":"GET","host":"api.localhost","path":"/","protocol":"HTTP/2","status":200,"received":0,"sent":3,"micros":900,"route":"api","target":"10.0.0.2:5000","attempts":1}
                {"time":1700000002000,"id":"a3","client":"192.0.2.9","method":"POST","host":"shop.localhost","path":"/b","protocol":"HTTP/2","status":502,"received":4,"sent":0,"micros":900,"route":"shop","target":"","attempts":2}
                {"time":1700000003000,"id":"a4","client":"192.0.
                """
                        .stripTrailing());

        assertThat(done("nginx:access-logs shop").out())
                .isEqualTo(
                        """
                        192.0.2.7 - - [14/Nov/2023:22:13:20 +0000] "GET /a\\x1B[1m HTTP/1.1" 200 12 "-" "-"
                        192.0.2.9 - - [14/Nov/2023:22:13:22 +0000] "POST /b HTTP/2" 502 0 "-" "-"
                        """);
        assertThat(done("nginx:access-logs shop --num 1").out().lines()).hasSize(1);
        assertThat(done("nginx:error-logs shop").out())
                .isEqualTo(
                        "2023/11/14 22:13:22 [error] request a3: answered with 502, client: 192.0.2.9, server: shop.localhost, request: \"POST /b HTTP/2\", upstream: \"-\"\n");
        assertThat(run("nginx:access-logs none").code()).isEqualTo(20);
        assertThat(done("nginx:report shop --nginx-last-visited-at").out())
                .isEqualTo("1700000002\n");
    }

    @Test
    void whatNginxIsSetToTheRouterDoes() {
        done("apps:create shop");
        assertThat(run("nginx:show-config shop"))
                .isEqualTo(new Answer(1, "", " !     No nginx.conf exists for shop\n"));
        deploy("shop");
        done("nginx:set shop client-max-body-size 20m");
        done("nginx:set shop hsts-max-age 60");

        assertThat(done("nginx:show-config shop").out())
                .containsPattern("upstream shop \\{\n  server [0-9.]+:[0-9]+;\n}")
                .contains("  server_name shop.localhost;\n", "  client_max_body_size 20m;\n");
        assertThat(done("nginx:report shop --nginx-computed-hsts-max-age").out()).isEqualTo("60\n");
        assertThat(done("certs:report shop --ssl-computed-hsts-max-age").out()).isEqualTo("60\n");
        done("proxy:set shop disabled true");
        assertThat(done("proxy:report shop --proxy-enabled").out()).isEqualTo("false\n");
        assertThat(run("nginx:show-conf shop").code()).isEqualTo(1);
    }

    @Test
    void processesAreStoppedAndToldTheirCommitAsSet() {
        deploy("shop");
        assertThat(done("ps:report shop --ps-computed-stop-timeout-seconds").out())
                .isEqualTo("0\n");
        done("ps:set shop stop-timeout 7");
        assertThat(done("ps:report shop --ps-computed-stop-timeout-seconds").out())
                .isEqualTo("7\n");
        done("git:set shop rev-env-var REVISION");
        assertThat(done("git:report shop --git-rev-env-var").out()).isEqualTo("REVISION\n");
        done("git:set shop rev-env-var");
        assertThat(done("git:report shop --git-rev-env-var").out()).isEqualTo("\n");
        assertThat(run("git:set shop rev-env-var 1A").err()).contains("'1A'");
    }

    @Test
    void pluginsAreWhatIsBuiltIn() {
        assertThat(done("plugin:list").out())
                .contains("  letsencrypt          0.38.27 enabled    ");
        JsonNode all = JSON.readTree(done("plugin:list --format json").out());
        assertThat(all.get(0).propertyNames()).contains("name", "version", "enabled", "core");
        assertThat(run("plugin:installed letsencrypt").code()).isZero();
        assertThat(run("plugin:installed nginx-vhosts").code()).isZero();
        assertThat(run("plugin:installed postgres"))
                .isEqualTo(new Answer(1, "", " !     Plugin 'postgres' is not installed\n"));
        done("plugin:install https://git.example.com/dokku/dokku-letsencrypt.git");
        done("plugin:update");
        assertThat(run("plugin:install https://git.example.com/dokku/dokku-postgres.git").err())
                .startsWith(" !     There are no plugins, so that 'postgres' cannot be one");
        assertThat(run("plugin:uninstall letsencrypt").code()).isEqualTo(1);
    }

    @Test
    void shellRunsWhatIsSent() {
        Answer answer = run("shell", "apps:create shop\n\napps:create shop\napps:list\n");
        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("-----> Creating shop...\n", "=====> My Apps\nshop\n");
        assertThat(answer.err()).isEqualTo(" !     Name is already taken\n");
        assertThat(run("shell", "apps:exists none\nexit\napps:create late\n").code()).isEqualTo(20);
        assertThat(run("apps:exists late").code()).isEqualTo(20);
        assertThat(run("shell", "enter shop\n").err()).contains("cannot be run in a shell");
    }

    @Test
    void cachesAndSourceAreKeptSmall() throws IOException {
        deploy("shop");
        done("repo:gc shop");
        done("repo:purge-cache shop");
        assertThat(run("repo:gc none").code()).isEqualTo(20);
        assertThat(run("repo:purge-cache none").code()).isEqualTo(20);
    }

    private Set<String> owners(String app) {
        return Objects.requireNonNull(containers.reached().get(app)).owners();
    }

    private List<String> names(String app) {
        List<String> names = new ArrayList<>();
        Map<String, List<PeerName>> known = containers.known();
        known.getOrDefault(app, List.of()).forEach(peer -> names.addAll(peer.names()));
        return names;
    }

    private void deploy(String app) {
        if (run("apps:exists " + app).code() != 0) {
            done("apps:create " + app);
        }
        Answer deployed = run("git:load-image %s owner/%s:1".formatted(app, app), "an archive");
        assertThat(deployed.code()).as(deployed.err()).isZero();
    }

    private static List<String> lines(String file) {
        try (InputStream text =
                DokkuSurfaceIntegrationTests.class.getResourceAsStream("/dokku/" + file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer done(String line) {
        Answer answer = run(line);
        assertThat(answer.code()).as("%s: %s", line, answer.err()).isZero();
        return answer;
    }

    private Answer run(String line) {
        return run(line, "");
    }

    private Answer run(String line, String input) {
        return run(ADMIN, line, input);
    }

    private Answer run(Caller caller, String line, String input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                dispatcher.run(
                        caller,
                        line,
                        new CommandSession.Streams(
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                                out,
                                err,
                                Optional.empty()));
        return new Answer(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
