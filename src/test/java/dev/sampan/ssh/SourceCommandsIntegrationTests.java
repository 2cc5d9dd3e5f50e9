package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeMachine;
import dev.sampan.account.Door;
import dev.sampan.account.Role;
import dev.sampan.git.Archives;
import dev.sampan.git.GitOverHttp;
import dev.sampan.git.SshHost;
import dev.sampan.operation.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
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

/** The commands about where source comes from, how it is built, apps made of others, and what is run at times. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:sourcecommands;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s",
            "sampan.git.remote.private-networks=true"
        })
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(120)
class SourceCommandsIntegrationTests {

    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Door.SSH, Optional.of("test"));

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @TempDir Path temp;

    @Autowired private CommandDispatcher dispatcher;
    @Autowired private FakeContainers containers;

    private record Answer(int code, String out, String err) {}

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @BeforeEach
    void startEmpty() {
        for (String app : run("--quiet apps:list").out().lines().toList()) {
            assertThat(run("--force apps:destroy " + app).code()).isZero();
        }
    }

    @Test
    void archivesAreDeployedFromTheStandardInput() {
        run("apps:create shop");

        Answer first = run("git:from-archive shop -", archive("one"));
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("-----> Taking the files of the archive\n")
                .contains("-----> Release v1 is live\n");
        assertThat(run("git:report shop --git-deploy-branch").out()).isEqualTo("master\n");
        assertThat(run("git:report shop --git-sha").out()).matches("[0-9a-f]{40}\n");

        assertThat(run("git:from-archive shop -- Ada ada@example.com", archive("two")).code())
                .isZero();
        assertThat(run("git:from-archive shop - Ada", archive("x")).err())
                .startsWith(" !     Usage: git:from-archive");
        assertThat(run("git:from-archive shop - 'A<' b", archive("x")).err())
                .contains("cannot be the name of a commit's author");
        assertThat(run("git:from-archive shop -", "no archive".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        new Answer(
                                1,
                                "-----> Taking the files of the archive\n",
                                " !     What was sent is neither a tar, nor a tar.gz, nor a"
                                        + " zip\n"));
        assertThat(run("git:from-archive none -", archive("x")).code()).isEqualTo(20);
        assertThat(run("git:from-archive shop ftp://x/y.tar").err()).contains("https://");
    }

    @Test
    void archiveWhoseDeployFailsChangesNothing() {
        run("apps:create shop");
        run("git:from-archive shop -", archive("one"));
        String commit = run("git:report shop --git-sha").out();
        run("config:set --no-restart shop BUILD=fail");

        assertThat(run("git:from-archive shop -", archive("two")).code()).isEqualTo(1);
        run("config:unset --no-restart shop BUILD");

        assertThat(run("ps:rebuild shop").code()).isZero();
        assertThat(run("git:report shop --git-sha").out()).isEqualTo(commit);
    }

    @Test
    void otherRepositoriesAreSynced() throws Exception {
        run("apps:create shop");
        try (GitOverHttp server =
                GitOverHttp.serve(temp.resolve("remote"), Map.of("index.js", "x"))) {
            String sync = "shop " + server.address();

            Answer only = run("git:sync " + sync + " main");
            assertThat(only.code()).as(only.err()).isZero();
            assertThat(only.out())
                    .contains("Fetching remote code for shop from " + server.address() + "#main")
                    .contains("Branch main of shop is at ");
            assertThat(run("git:report shop --git-deploy-branch").out()).isEqualTo("main\n");
            assertThat(run("ps:report shop --deployed").out()).isEqualTo("false\n");
            assertThat(run("git:sync --build-if-changes " + sync + " main").out())
                    .contains("Skipping build as no changes were detected");
            assertThat(run("git:sync --build " + sync + " v1").out())
                    .contains("-----> Release v1 is live\n");
            assertThat(run("git:sync " + sync + " none").err()).contains("cannot be fetched");
        }
        assertThat(run("git:sync shop ftp://example.com/shop.git").err()).contains("https://");
        assertThat(run("git:sync shop").err()).startsWith(" !     Usage: git:sync");
    }

    @Test
    void privateRepositoriesAreFetchedWithTheDeployKey() throws Exception {
        run("apps:create shop");
        Path remote = temp.resolve("remote");
        GitOverHttp.serve(remote, Map.of("index.js", "x")).close();
        String key = run("git:public-key").out();
        assertThat(key).startsWith("ssh-ed25519 ").endsWith(" sampan-deploy-key\n");
        assertThat(run("git:generate-deploy-key").out()).isEqualTo(key);
        PublicKey known =
                AuthorizedKeyEntry.parseAuthorizedKeyEntry(key)
                        .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        try (SshHost host = new SshHost(remote, SshHost.key(), 0, known)) {
            String sync = "git:sync --build shop " + host.address() + " main";
            String allow = "git:allow-host 127.0.0.1:" + host.port();
            assertThat(run(sync).err()).contains("its key is not known here", allow);

            assertThat(run(allow).out()).contains("127.0.0.1:" + host.port(), "SHA256:");

            assertThat(run(sync).out()).contains("-----> Release v1 is live\n");
        }
        assertThat(run("git:sync shop git@127.0.0.1:owner/shop.git").err())
                .contains("ssh://127.0.0.1/owner/shop.git");
        assertThat(run("git:allow-host -x").code()).isNotZero();
        assertThat(run("git:allow-host a:99999").err()).contains("is no host");
    }

    @Test
    void rebuildOfTheSameBuildsNothing() {
        run("apps:create shop");
        run("git:from-archive shop -", archive("one"));

        Answer same = run("ps:rebuild shop");
        assertThat(same.out())
                .contains("Nothing has changed since the last build")
                .doesNotContain("Building shop")
                .contains("-----> Release v2 is live\n");
        assertThat(run("ps:rebuild --force shop").out()).contains("-----> Building shop\n");
        run("config:set --no-restart shop A=1");
        assertThat(run("ps:rebuild shop").out()).contains("-----> Building shop\n");
        run("builder-dockerfile:set shop dockerfile-path Dockerfile.prod");
        assertThat(run("ps:rebuild shop").out()).contains("-----> Building shop\n");
        assertThat(run("ps:rebuild shop").out()).doesNotContain("Building shop");
    }

    @Test
    void builderIsSelected() {
        run("apps:create shop");

        assertThat(run("builder:report shop --builder-detected").out()).isEqualTo("\n");
        assertThat(run("builder:set shop selected dockerfile").out())
                .isEqualTo("=====> Setting selected to dockerfile\n");
        assertThat(run("builder:report shop --builder-selected").out()).isEqualTo("dockerfile\n");
        assertThat(run("builder:set --global selected herokuish").code()).isZero();
        try {
            assertThat(run("builder:report --global --builder-global-selected").out())
                    .isEqualTo("herokuish\n");
            assertThat(run("builder:set shop selected").out())
                    .isEqualTo("=====> Unsetting selected\n");
            assertThat(run("builder:report shop --builder-computed-selected").out())
                    .isEqualTo("herokuish\n");
        } finally {
            assertThat(run("builder:set --global selected").code()).isZero();
        }
        assertThat(run("builder:set shop selected kaniko").err())
                .contains("There is no builder 'kaniko'", "buildpacks, dockerfile, herokuish");
        assertThat(run("builder:set shop colour blue").err())
                .contains("valid properties: build-dir, selected");
        assertThat(run("builder-dockerfile:set shop dockerfile-path ../x").err())
                .contains("'../x' cannot be the dockerfile-path");
        assertThat(run("builder:report shop").out())
                .contains(
                        "Builder build dir:",
                        "Builder computed build dir:",
                        "Builder computed selected:",
                        "Builder computed skip cleanup:",
                        "Builder detected:",
                        "Builder global build dir:",
                        "Builder global selected:",
                        "Builder global skip cleanup:",
                        "Builder selected:",
                        "Builder skip cleanup:");

        run("git:from-archive shop -", archive("one"));
        assertThat(run("builder:report shop --builder-detected").out()).isEqualTo("buildpacks\n");
        run("git:from-archive shop -", Archives.tar().file("Dockerfile", "FROM scratch\n").bytes());
        assertThat(run("builder:report shop --builder-detected").out()).isEqualTo("dockerfile\n");
        run("buildpacks:set shop node");
        assertThat(run("builder:report shop --builder-detected").out()).isEqualTo("buildpacks\n");
        assertThat(run("buildpacks:detect shop --branch none").err())
                .contains("Nothing was pushed to branch 'none'");
        assertThat(run("buildpacks:detect none").code()).isEqualTo(20);
    }

    @Test
    void deployBranchOfAllAppsHoldsForThoseWithoutOne() {
        run("apps:create shop");
        assertThat(run("git:set --global deploy-branch trunk").out())
                .isEqualTo("=====> Setting deploy-branch to trunk\n");
        try {
            assertThat(run("git:report shop --git-computed-deploy-branch").out())
                    .isEqualTo("trunk\n");
            assertThat(run("git:report --global --git-global-deploy-branch").out())
                    .isEqualTo("trunk\n");
            run("git:from-archive shop -", archive("one"));
            assertThat(run("ps:rebuild shop").code()).isZero();
            assertThat(run("git:set --global deploy-branch a..b").err()).contains("'a..b'");
        } finally {
            assertThat(run("git:set --global deploy-branch").code()).isZero();
        }
        assertThat(run("git:report --global --git-global-deploy-branch").out())
                .isEqualTo("master\n");
    }

    @Test
    void appsAreCloned() {
        run("apps:create shop");
        run("config:set --no-restart shop COLOUR=blue");
        run("ps:scale --skip-deploy shop worker=2");
        run("domains:add shop www.shop.test");
        run("proxy:set shop client-max-body-size 7m");
        run("resource:limit --memory 300m shop");
        run("certs:set shop hsts false");
        run("registry:set shop push-extra-tags edge");
        run("registry:set shop image-repo team/shop");
        run("git:from-archive shop -", archive("one"));

        Answer cloned = run("apps:clone shop copy");

        assertThat(cloned.code()).as(cloned.err()).isZero();
        assertThat(cloned.out())
                .contains("-----> Cloning shop to copy\n")
                .contains("-----> Release v1 is live\n")
                .doesNotContain("Building");
        assertThat(run("config:get copy COLOUR").out()).isEqualTo("blue\n");
        assertThat(run("ps:scale copy").out()).contains("worker: 2");
        assertThat(run("proxy:report copy --proxy-client-max-body-size").out()).isEqualTo("7m\n");
        assertThat(run("resource:report copy --resource-_default_.limit.memory").out())
                .isEqualTo("300m\n");
        assertThat(run("certs:report copy --ssl-hsts").out()).isEqualTo("false\n");
        assertThat(run("registry:report copy --registry-push-extra-tags").out())
                .isEqualTo("edge\n");
        assertThat(run("registry:report copy --registry-image-repo").out()).isEqualTo("\n");
        assertThat(run("domains:report copy --domains-app-vhosts").out())
                .isEqualTo("copy.localhost\n");
        assertThat(run("domains:report shop --domains-app-vhosts").out()).contains("www.shop.test");
        assertThat(containers.specs("copy")).hasSize(3);
        assertThat(run("ps:rebuild copy").code()).isZero();

        assertThat(run("apps:clone shop copy").err()).isEqualTo(" !     Name is already taken\n");
        assertThat(run("apps:clone --ignore-existing shop copy").out())
                .isEqualTo("-----> Skipping: copy exists already\n");
        assertThat(run("apps:clone none other").code()).isEqualTo(20);
        assertThat(run("apps:clone --skip-deploy shop quiet").code()).isZero();
        assertThat(containers.specs("quiet")).isEmpty();
        assertThat(run("ps:rebuild quiet").out()).contains("-----> Release v1 is live\n");
    }

    @Test
    void cloneWhoseHostNameIsTakenIsRefused() {
        run("apps:create shop");
        run("git:from-archive shop -", archive("one"));
        run("domains:add shop copy.localhost");

        assertThat(run("apps:clone shop copy").err()).contains("copy.localhost");
        assertThat(run("apps:exists copy").code()).isEqualTo(20);
    }

    @Test
    void appsAreRenamed() {
        run("apps:create shop");
        run("apps:create other");
        run("git:from-archive shop -", archive("one"));
        run("domains:add shop www.shop.test");
        run("network:link other shop");
        run("certs:generate shop www.shop.test");
        run("registry:set shop image-repo team/shop");

        Answer renamed = run("apps:rename shop store");

        assertThat(renamed.code()).as(renamed.err()).isZero();
        assertThat(run("apps:exists shop").code()).isEqualTo(20);
        assertThat(run("domains:report store --domains-app-vhosts").out())
                .isEqualTo("www.shop.test store.localhost\n");
        assertThat(run("certs:report store --ssl-enabled").out()).isEqualTo("true\n");
        assertThat(run("network:report other").out()).contains("store");
        assertThat(run("registry:report store --registry-image-repo").out())
                .isEqualTo("team/shop\n");
        assertThat(containers.specs("shop")).isEmpty();
        assertThat(containers.specs("store")).hasSize(1);
        assertThat(run("ps:rebuild store").code()).isZero();
        assertThat(run("apps:rename store other").err()).contains("Name is already taken");
        assertThat(run("apps:rename none new").code()).isEqualTo(20);
    }

    @Test
    void containersAreInspected() {
        run("apps:create shop");
        run("git:from-archive shop -", archive("one"));

        assertThat(run("ps:inspect shop").out())
                .startsWith("[ {")
                .contains("\"Status\" : \"running\"")
                .contains("\"com.dokku.process-type\" : \"web\"")
                .contains("\"Memory\" : 536870912");
        assertThat(run("ps:inspect none").code()).isEqualTo(20);
    }

    @Test
    void failedDeploysAreKept() {
        run("apps:create shop");
        assertThat(run("logs:failed shop").out())
                .isEqualTo(" !     No failed deploy of shop is known\n");
        run(
                "config:set --no-restart shop 'APP_JSON={\"healthchecks\": {\"web\": [{\"command\":"
                        + " [\"false\"], \"attempts\": 1, \"wait\": 1}]}}'");

        assertThat(run("git:from-archive shop -", archive("one")).code()).isEqualTo(1);

        assertThat(run("logs:failed shop").out())
                .startsWith("=====> shop failed deploy logs\n")
                .contains("web.1: Hello from web.1\n");
        assertThat(run("logs:failed --all").out()).contains("shop failed deploy logs");
    }

    @Test
    void tasksAreListedRunAndSuspended() throws Exception {
        run("apps:create shop");
        run(
                """
                config:set --no-restart shop 'APP_JSON={"cron": [
                 {"command": "tidy", "schedule": "@daily"},
                 {"command": "stay", "schedule": "0 3 * * 1", "concurrency_policy": "forbid"},
                 {"command": "exit-3", "schedule": "*/5 * * * *", "maintenance": true}]}'\
                """
                        .replace("\n", ""));
        run("git:from-archive shop -", archive("one"));

        String json = run("cron:list shop --format json").out();
        Matcher ids = Pattern.compile("\"id\":\"([0-9a-z]{25})\"").matcher(json);
        assertThat(ids.find()).isTrue();
        String tidy = ids.group(1);
        assertThat(ids.find()).isTrue();
        String stay = ids.group(1);
        assertThat(ids.find()).isTrue();
        String exits = ids.group(1);
        assertThat(json)
                .contains("\"concurrency_policy\":\"forbid\"")
                .contains("\"task-in-maintenance\":true");
        assertThat(run("cron:list shop").out())
                .contains("ID  ")
                .containsPattern(tidy + " +@daily +allow +false +never +tidy\n");

        assertThat(run("cron:run shop " + tidy)).isEqualTo(new Answer(0, "tidy\n", ""));
        assertThat(run("cron:run shop " + exits).code()).isEqualTo(3);
        assertThat(run("cron:run --detach shop " + stay).out()).matches("shop\\.cron\\..*\n");
        assertThat(run("cron:run --detach shop " + stay).err()).contains("still runs", "forbid");
        assertThat(run("cron:run shop nothing").err()).contains("has no cron task 'nothing'");
        assertThat(run("cron:run --ttl-seconds 0 shop " + tidy).code()).isEqualTo(1);

        assertThat(run("cron:report shop --cron-task-count").out()).isEqualTo("3\n");
        assertThat(run("cron:resume shop " + exits).out())
                .isEqualTo("-----> Resumed cron task %s of shop\n".formatted(exits));
        assertThat(run("cron:report shop --cron-maintenance-" + exits).out()).isEqualTo("false\n");
        assertThat(run("cron:suspend shop " + tidy).code()).isZero();
        assertThat(run("cron:report shop --cron-maintenance-" + tidy).out()).isEqualTo("true\n");
        assertThat(run("cron:set shop maintenance true").out())
                .isEqualTo("=====> Setting maintenance to true\n");
        assertThat(run("cron:report shop --cron-computed-maintenance").out()).isEqualTo("true\n");
        assertThat(run("cron:set shop maintenance").code()).isZero();
        assertThat(run("cron:set shop maintenance." + tidy + " false").code()).isZero();
        assertThat(run("cron:set shop colour x").err()).contains("valid properties: maintenance");
        assertThat(run("cron:suspend shop nothing").code()).isEqualTo(1);

        assertThat(run("ps:stop shop").code()).isZero();
        assertThat(containers.specs("shop")).isEmpty();
    }

    private static byte[] archive(String text) {
        return Archives.tar().file("index.js", text).bytes();
    }

    private Answer run(String line) {
        return run(line, new byte[0]);
    }

    private Answer run(String line, byte[] input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                dispatcher.run(
                        ADMIN,
                        line,
                        new CommandSession.Streams(
                                new ByteArrayInputStream(input), out, err, Optional.empty()));
        return new Answer(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
