package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeContainers;
import dev.sampan.FakeImages;
import dev.sampan.FakeMachine;
import dev.sampan.FakeRouter;
import dev.sampan.app.EntryName;
import dev.sampan.app.Resource;
import dev.sampan.app.StorageEntries;
import dev.sampan.app.StorageEntry;
import dev.sampan.certificate.CertificateMaker;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.Mount;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageSigner;
import dev.sampan.router.CountingRouter;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.TargetCheck;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    @Autowired private StorageEntries entries;

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
    void imagesAreLoadedFromTheStandardInput() throws Exception {
        ssh("apps:create shop");

        Answer loaded = sshWithInput("git:load-image shop owner/shop:1", "an archive");
        assertThat(loaded.code()).as(loaded.err()).isZero();
        assertThat(loaded.out())
                .contains("-----> Loading image owner/shop:1\n")
                .contains("-----> Release v1 is live\n");
        assertThat(ssh("releases:info shop").out())
                .contains("Load owner/shop:1")
                .contains("(what the image says)");
        assertThat(ssh("ps:scale shop").out()).contains("web: 1");
        assertThat(sshWithInput("git:load-image none owner/shop:1", "x").code()).isEqualTo(20);
        assertThat(sshWithInput("git:load-image shop 'A B'", "x").err())
                .contains("'A B' cannot name an image");
        assertThat(ssh("git:load-image shop").err()).startsWith(" !     Usage: git:load-image");
        containers.countEveryUser(false);
        try {
            Answer refused = sshWithInput("git:load-image shop owner/shop:2", "of many users");
            assertThat(refused.code()).isNotZero();
            assertThat(refused.err()).contains("User '0:0' is not counted");
            assertThat(ssh("releases:info shop").out()).contains("Load owner/shop:1");
        } finally {
            containers.countEveryUser(true);
        }
    }

    @Test
    void requestsAreDividedAmongReleases() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("releases:split shop").out()).isEqualTo("=====> shop split\n");
        assertThat(ssh("releases:split shop v1=90 v2=10").err())
                .isEqualTo(" !     App shop has not been deployed\n");
        for (int i = 1; i <= 3; i++) {
            assertThat(sshWithInput("git:load-image shop owner/shop:" + i, "image " + i).code())
                    .isZero();
        }
        assertThat(ssh("releases:split shop").out())
                .isEqualTo("=====> shop split\n       v3     100 %\n");

        Answer begun = ssh("releases:split shop v2=90 v3=10 --abort-errors 5%");
        assertThat(begun.code()).as(begun.err()).isZero();
        assertThat(begun.out())
                .contains("-----> Dividing the requests of shop: v2=90 v3=10\n")
                .contains("All checks successful (web.v3.1)\n");
        assertThat(ssh("releases:split shop").out())
                .contains("       v2      90 %           0 requests         0 errors")
                .contains("  (base)\n")
                .contains("       v3      10 %           0 requests         0 errors\n")
                .contains("       Left out above:  5 % errors\n");
        assertThat(ssh("releases:split shop --format json").out())
                .isEqualTo(
                        "{\"shares\":[{\"version\":\"v2\",\"percent\":90,\"requests\":0,\"errors\":0},"
                                + "{\"version\":\"v3\",\"percent\":10,\"requests\":0,\"errors\":0}],\"abort_errors\":5}\n");
        assertThat(ssh("releases shop").out())
                .containsPattern("v2 .*  \\(current\\)  \\(90 %\\)\n")
                .containsPattern("v3 .*  \\(10 %\\)\n");
        assertThat(ssh("ps:report shop").out()).contains("Status web v3 1:");
        assertThat(ssh("ps:report shop --processes").out()).isEqualTo("2\n");
        assertThat(ssh("ps:report shop --running").out()).isEqualTo("true\n");
        assertThat(ssh("logs shop -q -p web.v3").out()).contains("Hello from web.v3.1\n");
        assertThat(ssh("releases:split shop --next 10%").err()).contains("v2=90 v3=10");

        assertThat(ssh("releases:split shop v2=50 v3=50").code()).isZero();
        assertThat(ssh("releases:split shop").out()).contains("Left out above:  5 % errors");
        assertThat(ssh("releases:split shop --abort-errors off").out())
                .doesNotContain("Left out above");
        assertThat(ssh("releases:split shop v3=100").out())
                .contains("-----> Release v3 of shop serves alone from now on\n");
        assertThat(ssh("releases:split shop --clear").err())
                .contains("Only one release of app 'shop' serves");
        assertThat(ssh("ps:report shop").out()).doesNotContain("web v");
    }

    @Test
    void processesThatFailTheirChecksAreTold() throws Exception {
        ssh("apps:create shop");
        sshWithInput("git:load-image shop owner/shop:1", "image 1");
        assertThat(ssh("proxy:set shop health-check udp").err())
                .contains("it is auto, off, http or tcp");
        assertThat(ssh("proxy:set shop health-check http").code()).isZero();
        assertThat(ssh("proxy:set shop health-check-path /up").code()).isZero();
        assertThat(ssh("proxy:report shop --proxy-computed-health-check").out())
                .isEqualTo("http\n");
        TargetCheck check =
                new RouteTablePublisher(home, Duration.ofSeconds(5))
                        .current()
                        .find("shop")
                        .orElseThrow()
                        .policy()
                        .balance()
                        .check();
        assertThat(check).isNotNull();
        assertThat(check.path()).isEqualTo("/up");
        assertThat(check.host()).isEqualTo("shop.localhost");

        try (FakeRouter router = new FakeRouter(home)) {
            String address =
                    containers.list().stream()
                            .filter(container -> container.owner().equals("shop"))
                            .map(container -> container.address().getHostAddress())
                            .findFirst()
                            .orElseThrow();
            router.takeOut("{\"%s:5000\":\"status 503\"}".formatted(address));
            String report = "";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!report.contains("Gets no requests") && System.nanoTime() < end) {
                report = ssh("ps:report shop --status-web.1").out();
            }
            assertThat(report)
                    .startsWith("running (CID: ")
                    .contains(": Gets no requests, its health check fails: status 503\n");
        }
    }

    @Test
    void divisionsThatCannotBeAreRefused() throws Exception {
        ssh("apps:create shop");
        sshWithInput("git:load-image shop owner/shop:1", "image 1");
        sshWithInput("git:load-image shop owner/shop:2", "image 2");

        assertThat(ssh("releases:split shop v1=90 v2=20").err())
                .contains("Shares 'v1=90 v2=20' are 110 percent together");
        assertThat(ssh("releases:split shop v1=90 v9=10").err()).contains("no release v9");
        assertThat(ssh("releases:split shop v1").err()).contains("'v1' is not a share");
        assertThat(ssh("releases:split shop v1=90 v2=10 --clear").err())
                .startsWith(" !     Usage: releases:split");
        assertThat(ssh("releases:split shop v1=90 v2=10 --next 5").err())
                .startsWith(" !     Usage: releases:split");
        assertThat(ssh("releases:split shop v1=90 v2=10 --abort-errors 0").err())
                .contains("1 to 99 percent");
        assertThat(ssh("releases:split none").err()).contains("App none does not exist");
        assertThat(ssh("releases:split shop").out()).contains("v2     100 %");
    }

    @Test
    void nextReleaseServesBesideThePresentOneWhenThatIsWanted() throws Exception {
        ssh("apps:create shop");
        sshWithInput("git:load-image shop owner/shop:1", "image 1");

        assertThat(ssh("releases:split shop --next 25% --abort-errors 2").out())
                .isEqualTo("-----> The next deploy of shop gets 25 % of the requests\n");
        assertThat(ssh("releases:split shop").out()).contains("       Next deploy:     25 %\n");
        assertThat(ssh("releases:split shop --clear").out())
                .isEqualTo("-----> The next deploy of shop gets all requests\n");
        ssh("releases:split shop --next 25% --abort-errors 2");
        Answer loaded = sshWithInput("git:load-image shop owner/shop:2", "image 2");

        assertThat(loaded.out()).contains("-----> Dividing the requests of shop: v1=75 v2=25\n");
        assertThat(ssh("releases:split shop").out())
                .contains("v1      75 %", "v2      25 %", "Left out above:  2 % errors");
        assertThat(ssh("releases:split shop --clear").out())
                .contains("-----> Release v1 of shop serves alone from now on\n");
    }

    @Test
    void imagesHaveToBeSignedWhenKeysAreNamed() throws Exception {
        ssh("apps:create shop");
        ImageSigner signer = new ImageSigner();
        String signature = signer.sign("an archive".getBytes(StandardCharsets.UTF_8));

        assertThat(
                        sshWithInput(
                                        "git:load-image --signature %s shop owner/shop:1"
                                                .formatted(signature),
                                        "an archive")
                                .err())
                .contains("no key is trusted for app 'shop'");
        Answer trusted = sshWithInput("image:trust shop", signer.pem());
        assertThat(trusted.code()).as(trusted.err()).isZero();
        assertThat(trusted.out()).startsWith("-----> Trusting key sha256:");
        String fingerprint = trusted.out().strip().replaceFirst(".* ", "");
        assertThat(ssh("image:trust shop --key '%s'".formatted(signer.pem())).out())
                .isEqualTo("-----> Skipping: the key is trusted already\n");
        assertThat(ssh("image:report shop --image-computed-trusted-keys").out())
                .isEqualTo(fingerprint + "\n");
        assertThat(ssh("image:report shop --image-signature-required").out()).isEqualTo("true\n");

        Answer unsigned = sshWithInput("git:load-image shop owner/shop:1", "an archive");
        assertThat(unsigned.code()).isEqualTo(1);
        assertThat(unsigned.err())
                .contains("is not signed by a key that is trusted")
                .contains(fingerprint)
                .contains("cosign sign-blob");
        assertThat(
                        sshWithInput(
                                        "git:load-image --signature %s shop owner/shop:1"
                                                .formatted(signature),
                                        "another archive")
                                .code())
                .isEqualTo(1);
        assertThat(ssh("releases shop").out()).isEqualTo("=====> shop releases\n");
        Answer signed =
                sshWithInput(
                        "git:load-image --signature %s shop owner/shop:1".formatted(signature),
                        "an archive");
        assertThat(signed.code()).as(signed.err()).isZero();
        assertThat(signed.out()).contains("is signed by key '%s'".formatted(fingerprint));

        assertThat(ssh("image:trust-remove shop sha256:none").err()).contains("is not among");
        assertThat(ssh("image:trust-remove shop " + fingerprint).code()).isZero();
        assertThat(sshWithInput("git:load-image shop owner/shop:1", "an archive").code()).isZero();
    }

    @Test
    void keysOfAllAppsHoldForAppsWithoutTheirOwn() throws Exception {
        ssh("apps:create shop");
        ImageSigner all = new ImageSigner();
        ImageSigner own = new ImageSigner();
        try {
            assertThat(sshWithInput("image:trust --global", all.pem()).code()).isZero();
            assertThat(ssh("image:report --global --image-global-signature-required").out())
                    .isEqualTo("true\n");
            assertThat(sshWithInput("git:load-image shop owner/shop:1", "x").code()).isEqualTo(1);
            assertThat(load(all).code()).isZero();

            assertThat(sshWithInput("image:trust shop", own.pem()).code()).isZero();
            assertThat(load(all).code()).isEqualTo(1);
            assertThat(load(own).code()).isZero();
            assertThat(ssh("image:trust-clear shop").out()).isEqualTo("-----> Removed 1 key(s)\n");
            assertThat(load(all).code()).isZero();
        } finally {
            assertThat(ssh("image:trust-clear --global").code()).isZero();
        }
        assertThat(sshWithInput("image:trust shop", "nonsense").err())
                .contains("There are 0 public keys");
        assertThat(ssh("image:trust").err()).startsWith(" !     Usage: image:trust");
        assertThat(sshWithInput("image:trust none", own.pem()).code()).isEqualTo(20);
    }

    @Test
    void imagesOfOldReleasesAreCleanedUp() throws Exception {
        ssh("apps:create shop");
        for (int i = 1; i <= 4; i++) {
            assertThat(sshWithInput("git:load-image shop owner/shop:1", "archive " + i).code())
                    .isZero();
        }
        assertThat(ssh("releases:report shop --releases-computed-retention").out())
                .isEqualTo("10\n");
        assertThat(ssh("cleanup --dry-run").out()).doesNotContain("release shop");
        assertThat(ssh("releases:set shop retention 2").out())
                .isEqualTo("=====> Setting retention to 2\n");
        assertThat(ssh("releases:report shop --releases-retention").out()).isEqualTo("2\n");
        assertThat(ssh("releases:set shop retention 1").err())
                .contains("a rollback needs at least 2");
        assertThat(ssh("releases:set shop retention x").err()).contains("'x' is not a number");
        assertThat(ssh("releases:set shop nope 1").err()).contains("valid properties: retention");

        assertThat(ssh("cleanup --dry-run").out())
                .startsWith(
                        "       Would remove the image of release shop v1\n       Would remove the image of release shop v2\n-----> Would remove ");
        assertThat(ssh("cleanup --dry-run shop").out()).contains("shop v1").contains(" bytes)");
        assertThat(images.tags()).containsKeys("app/shop/v1", "app/shop/v4");
        assertThat(ssh("cleanup shop").out())
                .startsWith(
                        "       Removed the image of release shop v1\n       Removed the image of release shop v2\n-----> Removed ");
        assertThat(images.tags().keySet().stream().filter(name -> name.startsWith("app/shop/")))
                .containsExactlyInAnyOrder("app/shop/v3", "app/shop/v4");
        assertThat(ssh("cleanup").out()).doesNotContain("release shop");
        assertThat(ssh("cleanup none").code()).isEqualTo(20);
        assertThat(ssh("cleanup shop blog").err()).startsWith(" !     Usage: cleanup");
        assertThat(ssh("releases:set shop retention").out())
                .isEqualTo("=====> Unsetting retention\n");
    }

    @Test
    void whatAppsLeftThatAreGoneIsCleanedUp() throws Exception {
        images.tag("app/gone/v1", images.require(Digest.of(new byte[] {1})).digest());
        images.tag("dependencies/gone/node/modules", Digest.of(new byte[] {1}));
        Files.createDirectories(home.resolve("builds/gone"));

        assertThat(ssh("cleanup --dry-run").out())
                .contains("Would remove app/gone/v1, whose app is gone\n")
                .contains("Would remove dependencies/gone/node/modules, whose app is gone\n")
                .contains("Would remove builds of gone, whose app is gone\n");
        assertThat(home.resolve("builds/gone")).isDirectory();

        assertThat(ssh("cleanup").out()).contains("Removed app/gone/v1, whose app is gone\n");
        assertThat(home.resolve("builds/gone")).doesNotExist();
        assertThat(images.tags().keySet()).noneMatch(name -> name.contains("/gone/"));
    }

    private Answer load(ImageSigner signer) throws Exception {
        return sshWithInput(
                "git:load-image --signature %s shop owner/shop:1"
                        .formatted(signer.sign("x".getBytes(StandardCharsets.UTF_8))),
                "x");
    }

    @Test
    void registriesOfThisMachineAreNotAskedUnlessTrusted() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("git:from-image shop 127.0.0.1:9/x/y:1").err())
                .contains("sampan.registry.trusted");
        assertThat(ssh("registry:login shop 127.0.0.1:9 me secret").err())
                .contains("sampan.registry.trusted")
                .doesNotContain("secret");
        assertThat(ssh("registry:login shop").err()).startsWith(" !     Usage: registry:login");
        assertThat(ssh("registry:logout shop ghcr.io").out())
                .isEqualTo("-----> Not logged in at ghcr.io\n");
        assertThat(ssh("registry:report shop --registry-logins").out()).isEqualTo("\n");
    }

    @Test
    void releasesArePushedToTheRegistryThatIsSet() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("registry:push shop ghcr.io/me/shop:1").err())
                .contains("App 'shop' has not been deployed");
        sshWithInput("git:load-image shop owner/shop:1", "an archive");
        assertThat(ssh("registry:push shop v9 ghcr.io/me/shop:1").err())
                .contains("has no release v9");
        assertThat(ssh("registry:push shop ghcr.io/me/shop:1").err())
                .contains("its image is not kept any more");
        assertThat(ssh("registry:push shop 'A B'").err()).contains("cannot name an image");
        assertThat(ssh("registry:push shop").err()).startsWith(" !     Usage: registry:push");

        assertThat(ssh("registry:set shop server ghcr.io/").out())
                .isEqualTo("=====> Setting server to ghcr.io/\n");
        ssh("registry:set --global push-extra-tags latest,stable");
        ssh("registry:set --global image-repo-template 'team/{{ .AppName }}'");
        assertThat(ssh("registry:report shop --registry-computed-image-repo").out())
                .isEqualTo("team/shop\n");
        assertThat(ssh("registry:report shop --registry-computed-push-on-release").out())
                .isEqualTo("false\n");
        assertThat(ssh("registry:report --global --registry-global-push-extra-tags").out())
                .isEqualTo("latest,stable\n");
        ssh("registry:set shop push-on-release true");
        Answer pushed = sshWithInput("git:load-image shop owner/shop:2", "another archive");
        assertThat(pushed.code()).as(pushed.err()).isZero();
        assertThat(pushed.out() + pushed.err())
                .contains("-----> Pushing image ghcr.io/team/shop:2\n")
                .contains("-----> Pushing image ghcr.io/team/shop:latest\n")
                .contains("-----> Pushing image ghcr.io/team/shop:stable\n")
                .contains(" !     Release v2 serves, but its image was not pushed.");

        assertThat(ssh("registry:set shop image-repo me/other").code()).isZero();
        assertThat(ssh("registry:report shop --registry-computed-image-repo").out())
                .isEqualTo("me/other\n");
        assertThat(ssh("registry:set shop server").out()).isEqualTo("=====> Unsetting server\n");
        assertThat(ssh("registry:set --global image-repo x").err())
                .contains("Set image-repo-template instead");
        assertThat(ssh("registry:set shop push-on-release maybe").err())
                .contains("Write true or false");
        assertThat(ssh("registry:set shop image-repo A/../B").err())
                .contains("cannot be the image-repo");
        assertThat(ssh("registry:set shop colour blue").err())
                .contains("Invalid property 'colour', valid properties: image-repo, ");
        ssh("registry:set --global push-extra-tags");
        ssh("registry:set --global image-repo-template");
    }

    @Test
    void optionsOfDockerfilesAreKept() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("docker-options:add shop build '--build-arg X=a b'").out())
                .isEqualTo("-----> Added --build-arg X=a b\n");
        assertThat(ssh("docker-options:add shop build --build-arg Y=2").code()).isZero();
        assertThat(ssh("docker-options:add shop build --build-arg=Y=2").out())
                .isEqualTo("-----> Skipping: it is there already\n");
        assertThat(ssh("docker-options:report shop --docker-options-build").out())
                .isEqualTo("--build-arg X=a b --build-arg Y=2\n");
        assertThat(ssh("docker-options:add shop build --privileged").err())
                .contains("'--privileged' has no effect on build");
        assertThat(ssh("docker-options:remove shop build --privileged").code()).isZero();
        assertThat(ssh("docker-options:remove shop build --build-arg Y=2").out())
                .isEqualTo("-----> Removed --build-arg Y=2\n");
        assertThat(ssh("docker-options:clear shop").code()).isZero();
        assertThat(ssh("docker-options:report shop --docker-options-build").out()).isEqualTo("\n");
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
    void keyOfSecretsIsChangedWhileAllStays() throws Exception {
        ssh("apps:create shop");
        ssh("config:set shop A=b TOKEN=audited-value");
        String before = ssh("secrets:info").out();
        assertThat(before)
                .matches("(?s)=====> Secrets\nKey:   [0-9a-f]{16}\nFile:  .*/value-keys\n");

        assertThat(ssh("secrets:rotate").out())
                .matches(
                        "(?s)-----> Sealed [1-9]\\d* values with the new key [0-9a-f]{16}\n       Copies of the database .*");

        assertThat(ssh("secrets:info").out()).isNotEqualTo(before);
        assertThat(ssh("config:get shop A").out()).isEqualTo("b\n");
        ssh("http-auth:add-user shop ann 'audited password'");
        assertThat(ssh("events").out())
                .contains("secrets:rotate", "shop A TOKEN")
                .doesNotContain("audited");
    }

    @Test
    void configIsSetShownAndTakenAway() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("config:set shop 'A=x y' LONGER=1").out())
                .isEqualTo("-----> Setting config vars\n       A\n       LONGER\n");
        assertThat(ssh("config shop").out())
                .isEqualTo("=====> shop env vars\nA:       x y\nLONGER:  1\n");
        assertThat(ssh("config:get shop A").out()).isEqualTo("x y\n");
        assertThat(ssh("config:get shop NONE")).isEqualTo(new Answer(1, "", ""));
        assertThat(ssh("--app shop config:keys").out()).isEqualTo("A\nLONGER\n");
        assertThat(ssh("config:export shop").out())
                .isEqualTo("export A='x y'\nexport LONGER='1'\n");
        assertThat(ssh("config:bundle shop").out()).contains("LONGER\0").contains("x y\0");
        assertThat(sshWithInput("config:import shop", "{\"N\":null}").err())
                .contains("The value of 'N' is null");
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
    void deployBranchIsSetAndChecked() throws Exception {
        assertThat(ssh("git:status none").code()).isEqualTo(20);
        ssh("apps:create shop");
        assertThat(ssh("git:set shop deploy-branch feature/x").out())
                .isEqualTo("=====> Setting deploy-branch to feature/x\n");
        assertThat(ssh("git:report shop --git-computed-deploy-branch").out())
                .isEqualTo("feature/x\n");
        assertThat(ssh("git:set shop deploy-branch a..b"))
                .satisfies(
                        answer -> {
                            assertThat(answer.code()).isEqualTo(1);
                            assertThat(answer.err()).contains("'a..b' is not the name of a branch");
                        });
        assertThat(ssh("git:set shop deploy-branch").out())
                .isEqualTo("=====> Unsetting deploy-branch\n");
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
        assertThat(ssh("domains:add-global A.test a.test.").out())
                .isEqualTo("-----> Added a.test\n");
        try {
            assertThat(ssh("domains:report --global --domains-global-vhosts").out())
                    .isEqualTo("localhost a.test\n");
            assertThat(ssh("domains:add-global a.test").out())
                    .isEqualTo("-----> Skipping: a.test already added\n");
            assertThat(ssh("domains:add-global *.b.test"))
                    .satisfies(answer -> assertThat(answer.code()).isEqualTo(1));
            assertThat(ssh("domains:remove-global localhost b.test").out())
                    .isEqualTo(
                            "-----> Removed localhost\n-----> Skipping: b.test is not a global domain\n");
        } finally {
            assertThat(ssh("domains:clear-global").code()).isZero();
        }
        assertThat(ssh("domains:remove-global localhost").err()).contains("(SAMPAN_DOMAIN)");
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
    void trafficIsReportedWhileTheRouterAnswers() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("proxy:report shop --proxy-requests").code()).isNotZero();
        try (CountingRouter router = new CountingRouter(home, "shop")) {
            assertThat(ssh("proxy:report shop --proxy-requests").out()).isEqualTo("100\n");
            assertThat(ssh("proxy:report shop --proxy-requests-failed").out()).isEqualTo("3\n");
            assertThat(ssh("proxy:report shop --proxy-latency-p50").out()).isEqualTo("2.0ms\n");
            assertThat(ssh("proxy:report shop --proxy-latency-p99").out()).isEqualTo("2.0ms\n");
            assertThat(router).isNotNull();
        }
        assertThat(ssh("proxy:set shop access-log-share 5%").code()).isZero();
        assertThat(ssh("proxy:set shop compression zstd,gzip").code()).isZero();
        assertThat(ssh("proxy:set --global client-body-min-rate 1k").code()).isZero();
        assertThat(routes())
                .contains("\"logMillionths\":50000")
                .contains("\"codings\":[\"ZSTD\",\"GZIP\"]")
                .contains("\"rates\":{\"header\":500,\"body\":1024,");
        assertThat(ssh("proxy:set shop client-header-min-rate 1k").err()).contains("--global");
        ssh("proxy:set --global client-body-min-rate");
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
                        "[{\"scheme\":\"tcp\",\"host_port\":%d,\"container_port\":5000}]\n"
                                .formatted(free));
        assertThat(routes()).contains("\"kind\":\"TCP\"");
        assertThat(ssh("ports:set api udp:%d:53 %s".formatted(free, map)).err())
                .contains("in use by app 'shop'");
        assertThat(ssh("ports:list api").out()).isEqualTo("=====> Port mappings for api\n");
        assertThat(ssh("ports:add shop smtp:25:25").err()).contains("'smtp:25:25'");
        assertThat(ssh("ports:add shop tcp:70000:1").err()).contains("1 to 65535");
        assertThat(ssh("ports:remove shop 1").err()).contains("'1'");
        assertThat(ssh("ports:remove shop " + free).code()).isZero();
        String secure = "tls:%d:8443".formatted(free);
        assertThat(ssh("ports:set shop " + secure).code()).isZero();
        assertThat(ssh("ports:set api tls:%d:9443".formatted(free)).code()).isZero();
        assertThat(ssh("ports:list shop").out())
                .isEqualTo("=====> Port mappings for shop\n" + secure + "\n");
        assertThat(routes()).contains("\"kind\":\"TLS\"");
        assertThat(ssh("ports:clear api").code()).isZero();
        assertThat(ssh("ports:clear shop").code()).isZero();

        assertThat(ssh("ports:set shop http:80:3000 https:443:3000").code()).isZero();
        assertThat(ssh("ports:set api http:80:3000 http:%d:3000".formatted(free)).code()).isZero();
        assertThat(ssh("ports:add shop http:%d:3000".formatted(free)).code()).isZero();
        assertThat(routes()).contains("\"kind\":\"HTTP\",\"port\":%d".formatted(free));
        assertThat(ssh("ports:add shop http:80:4000").code()).isEqualTo(1);
        assertThat(ssh("ports:add shop https:8443:3000").err()).contains("443 only");
        assertThat(ssh("ports:add shop grpc:80:3000").err()).contains("either HTTP/1.1 or gRPC");
        assertThat(ssh("ports:set api grpc:80:3000 grpcs:443:3000").code()).isZero();
        assertThat(ssh("ports:list api").out())
                .isEqualTo("=====> Port mappings for api\ngrpc:80:3000\ngrpcs:443:3000\n");
        assertThat(ssh("ports:set api http:80:3000 http:%d:3000".formatted(free)).code()).isZero();
        assertThat(ssh("ports:list shop").out())
                .isEqualTo(
                        "=====> Port mappings for shop\nhttp:80:3000\nhttps:443:3000\nhttp:%d:3000\n"
                                .formatted(free));
        assertThat(ssh("ports:clear shop").code()).isZero();
        assertThat(ssh("ports:report shop --ports-map").out()).isEqualTo("\n");
    }

    @Test
    void certificatesAreTakenShownAndTakenAway() throws Exception {
        ssh("apps:create shop");
        ssh("domains:set shop shop.example.com other.test");
        CertificateMaker.Made made =
                new CertificateMaker()
                        .make(
                                CertificateMaker.day(-1),
                                CertificateMaker.day(5),
                                "shop.example.com");

        Answer added = sshWithInput("certs:add shop", made.chainText() + made.keyText());
        assertThat(added.code()).isZero();
        assertThat(added.out())
                .startsWith("-----> Certificate 'leaf' for shop.example.com is in use until ")
                .endsWith(" !     It does not cover other.test\n");
        assertThat(ssh("certs:report shop --ssl-enabled").out()).isEqualTo("true\n");
        assertThat(ssh("certs:report shop --ssl-hostnames").out()).isEqualTo("shop.example.com\n");
        assertThat(ssh("certs:report shop --ssl-verified").out())
                .isEqualTo("vouched for by Test middle\n");
        assertThat(ssh("certs:show shop crt").out()).isEqualTo(made.chainText());
        assertThat(ssh("certs:show shop key").out()).isEqualTo(made.keyText());
        assertThat(routes())
                .contains("\"name\":\"app-shop\"")
                .contains("\"hosts\":[\"shop.example.com\",\"other.test\"]")
                .contains("\"redirect\":true")
                .contains("max-age=15724800; includeSubDomains\"");

        assertThat(ssh("certs:set shop hsts-max-age 60").out())
                .isEqualTo("=====> Setting hsts-max-age to 60\n");
        assertThat(routes()).contains("max-age=60; includeSubDomains\"");
        assertThat(ssh("certs:set shop hsts maybe").err()).contains("'hsts' cannot be 'maybe'");
        assertThat(ssh("certs:set shop nope 1").err())
                .contains("Invalid property 'nope', valid properties: https-redirect, hsts, ");

        assertThat(ssh("certs:add shop /etc/passwd /etc/shadow").err())
                .contains("Files are read where you are");
        assertThat(sshWithInput("certs:update shop", made.chainText()).err())
                .contains("There is no key");
        assertThat(ssh("certs:remove shop").out())
                .isEqualTo("-----> Removed the certificate of shop\n");
        assertThat(ssh("certs:remove shop").err()).contains("App 'shop' has no certificate");
        assertThat(routes()).doesNotContain("app-shop");
    }

    @Test
    void certificateBeforeThePresentOneIsBroughtBack() throws Exception {
        ssh("apps:create shop");
        ssh("domains:set shop shop.example.com");
        CertificateMaker.Made first = certificate("shop.example.com");
        CertificateMaker.Made second = certificate("shop.example.com");
        assertThat(ssh("certs:rollback shop").err()).contains("App 'shop' has no certificate");
        sshWithInput("certs:add shop", first.chainText() + first.keyText());
        assertThat(ssh("certs:rollback shop").err())
                .contains("App 'shop' had no certificate before 'leaf'. Send one with `certs:add`");
        Path old = certificateFile();
        sshWithInput("certs:update shop", second.chainText() + second.keyText());

        makeOld(old);
        ssh("certs:set shop hsts-max-age 60");
        ssh("certs:set shop hsts-max-age 61");
        assertThat(old).exists();
        assertThat(ssh("certs:rollback shop").out())
                .startsWith("-----> Certificate 'leaf' for shop.example.com is in use until ");
        assertThat(ssh("certs:show shop key").out()).isEqualTo(first.keyText());
        assertThat(routes()).contains(old.getFileName().toString().replace(".pem", ""));
        assertThat(ssh("certs:rollback shop").code()).isZero();
        assertThat(ssh("certs:show shop crt").out()).isEqualTo(second.chainText());

        assertThat(
                        sshWithInput(
                                        "certs:key shop",
                                        first.chainText() + second.keyText() + first.keyText())
                                .out())
                .isEqualTo(first.keyText());
        assertThat(ssh("certs:key shop /etc/passwd").err()).contains("cat server.crt *.key");
        assertThat(sshWithInput("certs:key none", first.keyText()).code()).isEqualTo(20);

        assertThat(ssh("certs:remove shop").code()).isZero();
        makeOld(old);
        ssh("certs:set shop hsts-max-age 62");
        ssh("certs:set shop hsts-max-age 63");
        assertThat(old).doesNotExist();
    }

    private static CertificateMaker.Made certificate(String host) throws Exception {
        return new CertificateMaker().make(CertificateMaker.day(-1), CertificateMaker.day(5), host);
    }

    /** Older than what is kept although nobody uses it. */
    private static void makeOld(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    /** The file of the app's certificate that the router is told. */
    private Path certificateFile() throws IOException {
        Matcher digest =
                Pattern.compile("\"name\":\"app-shop\",\"digest\":\"([0-9a-f]{64})\"")
                        .matcher(routes());
        assertThat(digest.find()).isTrue();
        return home.resolve("certs/app-shop/" + digest.group(1) + ".pem");
    }

    @Test
    void globalCertificatesServeTheHostsThatTheyCover() throws Exception {
        ssh("apps:create shop");
        ssh("domains:set shop shop.wild.test");
        CertificateMaker.Made made =
                new CertificateMaker()
                        .make(CertificateMaker.day(-1), CertificateMaker.day(5), "*.wild.test");

        assertThat(sshWithInput("certs:add --global", made.chainText() + made.keyText()).code())
                .isZero();
        assertThat(routes())
                .contains("\"name\":\"global-_.wild.test\"")
                .contains("\"hosts\":[\"*.wild.test\"]");
        assertThat(ssh("certs:report shop --ssl-global-certificates").out())
                .isEqualTo("*.wild.test\n");
        assertThat(ssh("certs:report shop --ssl-uncovered").out()).isEqualTo("\n");
        assertThat(ssh("certs:generate shop shop.wild.test").out())
                .contains("Certificate 'shop.wild.test' for shop.wild.test is in use until ");
        assertThat(ssh("certs:report shop --ssl-verified").out()).isEqualTo("self signed\n");
        assertThat(ssh("certs:remove --global '*.wild.test'").code()).isZero();
        assertThat(routes()).doesNotContain("global-_.wild.test");
    }

    @Test
    void authoritiesAreSetAndAskedForPublicNamesOnly() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("letsencrypt:set --global email admin@example.com").out())
                .isEqualTo("=====> Setting email to admin@example.com\n");
        assertThat(ssh("letsencrypt:report shop --letsencrypt-computed-email").out())
                .isEqualTo("admin@example.com\n");
        assertThat(ssh("letsencrypt:set shop server nowhere").err())
                .contains("'server' cannot be 'nowhere'");
        assertThat(ssh("letsencrypt:set shop dns-hook /no/program").err())
                .contains("'dns-hook' cannot be '/no/program'");
        assertThat(ssh("letsencrypt:active shop")).isEqualTo(new Answer(1, "false\n", ""));
        assertThat(ssh("letsencrypt:enable shop").err())
                .contains("App 'shop' has no public host name that an authority could vouch for");
        assertThat(ssh("letsencrypt:report shop --letsencrypt-failures").out()).isEqualTo("1\n");
        assertThat(ssh("letsencrypt:list").out()).contains("shop").contains("none yet");
        assertThat(ssh("letsencrypt:cron-job --remove").code()).isZero();
        assertThat(ssh("letsencrypt:report shop --letsencrypt-computed-auto-renew").out())
                .isEqualTo("false\n");
        assertThat(ssh("letsencrypt:cron-job --add").code()).isZero();
        assertThat(ssh("letsencrypt:set --global email").code()).isZero();
        assertThat(ssh("letsencrypt:disable shop").code()).isZero();
        assertThat(ssh("letsencrypt:disable shop").err())
                .contains("App 'shop' has no certificate of an authority");
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
                        ssh("resource:limit --process-type worker --cpu 0.5 --cpu-boost 0 --cpu-weight 50 --cpuset 0"
                                        + " --memory-swap 0 --memory-high 200m --io-read 20m --io-write 10m"
                                        + " --io-read-iops 1k --io-write-iops 500 --network-ingress 50mbit shop")
                                .out())
                .isEqualTo(
                        """
                        =====> Setting resource limits for shop (worker)
                               cpu: 0.5
                               cpu-boost: 0
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

        assertThat(ssh("resource:limit --connections 100 shop").out()).contains("connections: 100");
        assertThat(ssh("resource:limit --process-type web --connections 10 shop").err())
                .contains("Set --connections without --process-type");
        assertThat(ssh("resource:limit --connections unlimited shop").err())
                .contains("1 to 1000000");
        assertThat(ssh("resource:report shop --resource-_default_.computed.connections").out())
                .isEqualTo("100\n");

        assertThat(ssh("resource:reserve --memory 64 --cpu 0.25 shop").err())
                .contains("cpu-weight=50 of 'shop (worker)'")
                .contains("cpu=0.25");
        assertThat(ssh("resource:reserve --memory 1g shop").err())
                .contains("Reservation memory=1g of 'shop' is above its limit memory=512m");
        ssh("resource:limit-clear --process-type worker shop");
        ssh("resource:limit --process-type worker --cpuset 0 shop");
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
        assertThat(ssh("ps:report shop").out())
                .containsPattern(
                        "       Limit web 1 pids: +Limit of 256 processes and threads reached: \\d+ could not be started \\(20[^)]+Z\\)\n")
                .containsPattern(
                        "       Limit web 1 memory: +Out of memory at the limit of 512m: ");
        assertThat(ssh("logs shop -q").out()).contains("Out of memory at the limit of 512m");
        assertThat(ssh("resource:events nothing").code()).isEqualTo(20);
        assertThat(ssh("resource:neighbours").out())
                .isEqualTo("=====> Slowed down in the last 60 s\nNobody had to wait\n");
        assertThat(ssh("resource:neighbours --format json").out()).isEqualTo("[]\n");
        assertThat(ssh("resource:neighbours shop").code()).isNotZero();
    }

    @Test
    void limitsOfMemoryAndConnectionsReachWhatRuns() throws Exception {
        assertThat(git(newSource("shop"), "push", url("shop"), "main").code()).isZero();
        assertThat(ssh("resource:limit --memory 12m shop").err())
                .contains(
                        "Limit memory=12m is below the 20 MiB that process 'web.1' of 'shop' uses")
                .contains("ps:stop");
        assertThat(ssh("resource:limit --process-type web --memory 12m shop").code()).isNotZero();
        assertThat(ssh("resource:limit --global --memory 12m").code()).isNotZero();
        assertThat(ssh("resource:report shop --resource-web.computed.memory").out())
                .isEqualTo("512m\n");
        assertThat(containers.limits("shop"))
                .allSatisfy(
                        limits -> assertThat(limits.memory()).contains(DataSize.ofMebibytes(512)));
        assertThat(ssh("resource:limit --connections 30 shop").code()).isZero();
        assertThat(containers.reached())
                .hasEntrySatisfying("shop", reach -> assertThat(reach.connections()).hasValue(30));
        ssh("resource:limit-clear shop");
        assertThat(containers.reached()).doesNotContainKey("shop");
        assertThat(ssh("ps:stop shop").code()).isZero();
        assertThat(ssh("resource:limit --memory 12m shop").code()).isZero();
    }

    /** Which processors it may run on, and from where on memory is reclaimed, are no bounds of their own. */
    @Test
    void nothingOfAFreshAppIsUnlimited() throws Exception {
        assertThat(git(newSource("shop"), "push", url("shop"), "main").code()).isZero();

        for (Resource resource : Resource.values()) {
            String holds =
                    ssh("resource:report shop --resource-_default_.computed." + resource.flag())
                            .out();
            boolean free = Set.of(Resource.CPUSET, Resource.MEMORY_HIGH).contains(resource);
            assertThat(holds.equals("unlimited\n")).as("%s: %s", resource, holds).isEqualTo(free);
        }
        assertThat(containers.limits("shop"))
                .isNotEmpty()
                .allSatisfy(
                        limits -> {
                            assertThat(limits.cpu()).isPresent();
                            assertThat(limits.memory()).isPresent();
                            assertThat(limits.swap()).contains(DataSize.ofBytes(0));
                            assertThat(limits.pids()).isPresent();
                            assertThat(limits.io().readBytes()).isPresent();
                            assertThat(limits.io().writeBytes()).isPresent();
                            assertThat(limits.io().readOperations()).isPresent();
                            assertThat(limits.io().writeOperations()).isPresent();
                            assertThat(limits.networkIngress()).isPresent();
                            assertThat(limits.networkEgress()).isPresent();
                        });
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
    void commandsWithNothingToDoAreAccepted() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("proxy:build-config shop").code()).isZero();
        assertThat(ssh("proxy:build-config --parallel 2 --all").code()).isZero();
        assertThat(ssh("ps:restore").out())
                .isEqualTo("-----> Nothing to do: what is wanted always runs\n");
        assertThat(ssh("logs:vector-logs --num 5 --tail").out())
                .startsWith("-----> Nothing to do: logs are kept and read here");
        assertThat(ssh("proxy:build-config none").code()).isEqualTo(20);
        assertThat(ssh("events:on shop").code()).isEqualTo(1);
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
        assertThat(ssh("version").out()).startsWith("dokku version 0.38.27 (answered by Sampan ");
        assertThat(ssh("config:set shop A='x").err()).contains("unmatched single quote");
        assertThat(ssh("apps:create ../etc").err()).contains("App name must begin with");
        assertThat(ssh("apps:create").err()).contains("Please specify an app");
    }

    @Test
    void reportsOfAllAppsHaveTheirKeysOnly() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("apps:report --global").out())
                .isEqualTo(
                        "=====> Global app information\n       App global disable autocreation: false\n");
        assertThat(ssh("git:report --global --git-global-deploy-branch").out())
                .isEqualTo("master\n");
        assertThat(ssh("ps:report --global --format json").out())
                .contains("\"computed-restart-policy\":\"always\"");
        assertThat(ssh("ps:report shop --global"))
                .satisfies(
                        answer -> {
                            assertThat(answer.code()).isEqualTo(1);
                            assertThat(answer.err()).contains("either of app shop or of --global");
                        });
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
        assertThat(answer(shared(sshArgv(key, "git")), "apps:list", null).code()).isZero();
        assertThat(ssh("ssh-keys:remove laptop").code()).isZero();
        Answer late = answer(shared(sshArgv(key, "git")), "apps:list", null);
        assertThat(late.code()).as("on a connection that is open already").isNotZero();
        assertThat(late.out()).isEmpty();
        assertThat(sshAs(key, "apps:list", null, "sampan").code()).isEqualTo(255);
    }

    @Test
    void peopleTalkToProgramsInContainers() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("enter shop").err()).isEqualTo(" !     App shop is not running\n");
        assertThat(ssh("enter none").code()).isEqualTo(20);
        sshWithInput("git:load-image shop owner/shop:1", "image 1");

        assertThat(sshWithInput("enter shop -- stay", "ab"))
                .isEqualTo(new Answer(0, "stay, in web.1, no terminal\n<97><98><end>", ""));
        assertThat(ssh("enter shop web.1 exit-3"))
                .isEqualTo(new Answer(3, "exit-3, in web.1, no terminal\n", ""));
        assertThat(ssh("enter shop web -- 'ls /app | wc'").out())
                .isEqualTo("/bin/sh -c ls /app | wc, in web.1, no terminal\n");
        assertThat(ssh("enter shop").out()).startsWith("/bin/sh -c if command -v bash");
        String id =
                ssh("ps:report shop --status-web.1").out().replaceFirst(".*CID: (\\w+).*\n", "$1");
        assertThat(ssh("enter shop --container-id " + id + " -- true").out())
                .startsWith("true, in web.1");
        assertThat(ssh("enter shop --container-id none").err())
                .contains("App 'shop' runs no container 'none'");
        assertThat(ssh("enter shop worker").err()).contains("App 'shop' runs no process 'worker'");
        assertThat(ssh("enter shop --nope").err()).contains("unknown flag: --nope");
    }

    @Test
    void programsHaveTerminalsWhereClientsHaveOne() throws Exception {
        ssh("apps:create shop");
        sshWithInput("git:load-image shop owner/shop:1", "image 1");

        assertThat(atTerminal("enter shop -- stay", "a\u0003\u0004\rq").out())
                .isEqualTo("stay, in web.1, xterm-256color 0x0\n<97><3><4><13><113>");
        assertThat(atTerminal("run shop stay", "\u007fq").out())
                .isEqualTo("stay, xterm-256color, xterm-256color 0x0\n<127><113>");
        assertThat(atTerminal("run shop exit-5", "").code()).isEqualTo(5);
        assertThat(atTerminal("run --no-tty shop exit-6", ""))
                .extracting(Answer::code, Answer::out)
                .containsExactly(6, "exit-6\r\n");
        assertThat(atTerminal("enter --no-tty shop -- stay", "q\r").out())
                .contains("stay, in web.1, no terminal\r\n")
                .contains("<113>");
    }

    private Answer atTerminal(String line, String keys) throws Exception {
        List<String> argv = shared(sshArgv(operator(), "sampan"));
        argv.addAll(List.of("-tt", "--", line));
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        Path out = Files.createTempFile(work, "out", "");
        Process process = builder.redirectOutput(out.toFile()).start();
        try (var stdin = process.getOutputStream()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (process.isAlive()
                    && !Files.readString(out).contains("stay, ")
                    && System.nanoTime() < end) {
                assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isIn(true, false);
            }
            if (process.isAlive()) {
                stdin.write(keys.getBytes(StandardCharsets.UTF_8));
                stdin.flush();
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        return new Answer(process.exitValue(), Files.readString(out), "");
    }

    @Test
    void checksAreLeftOutForProcessTypes() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("checks:report shop").out())
                .isEqualTo(
                        """
                        =====> shop checks information
                               Checks attempts:
                               Checks computed attempts:       1
                               Checks computed default wait:   1
                               Checks computed timeout:        30
                               Checks computed wait:           0
                               Checks computed wait to retire: 60
                               Checks default wait:
                               Checks disabled list:           none
                               Checks global attempts:
                               Checks global default wait:
                               Checks global timeout:
                               Checks global wait:
                               Checks global wait to retire:
                               Checks skipped list:            none
                               Checks timeout:
                               Checks wait:
                               Checks wait to retire:
                        """);
        assertThat(ssh("checks:run shop").err()).contains("No process of app 'shop' runs");
        assertThat(ssh("checks:set shop wait-to-retire 5").out())
                .isEqualTo("=====> Setting wait-to-retire to 5\n");
        assertThat(ssh("checks:set --global wait-to-retire 7").code()).isZero();
        assertThat(ssh("checks:report shop --checks-computed-wait-to-retire").out())
                .isEqualTo("5\n");
        assertThat(ssh("checks:set shop wait-to-retire").out())
                .isEqualTo("=====> Unsetting wait-to-retire\n");
        assertThat(ssh("checks:report shop --checks-computed-wait-to-retire").out())
                .isEqualTo("7\n");
        ssh("checks:set --global wait-to-retire");
        assertThat(ssh("checks:set shop wait-to-retire soon").err()).contains("'soon' is no time");
        assertThat(ssh("checks:set shop attempts 0").err())
                .contains("'0' is no number of attempts. Say 1 to 1000");
        assertThat(ssh("checks:set shop timeout 0").err()).contains("Say seconds, 1 to 86400");
        assertThat(ssh("checks:set shop attempts 3").out())
                .isEqualTo("=====> Setting attempts to 3\n");
        assertThat(ssh("checks:set --global wait 7").code()).isZero();
        assertThat(ssh("checks:report shop --checks-computed-attempts").out()).isEqualTo("3\n");
        assertThat(ssh("checks:report shop --checks-computed-wait").out()).isEqualTo("7\n");
        assertThat(ssh("checks:report --global --checks-global-wait").out()).isEqualTo("7\n");
        assertThat(ssh("checks:set --global wait").code()).isZero();
        assertThat(ssh("checks:set shop path /up").err())
                .contains("Invalid property 'path', valid properties: wait-to-retire, wait, ");

        assertThat(ssh("checks:skip shop worker").out())
                .isEqualTo("-----> Skipping zero downtime for app's (shop) proctypes (worker)\n");
        assertThat(ssh("checks:disable shop web").out())
                .isEqualTo("-----> Disabling zero downtime for app's (shop) proctypes (web)\n");
        assertThat(ssh("checks:report shop --checks-disabled-list").out()).isEqualTo("web\n");
        assertThat(ssh("checks:report shop --checks-skipped-list").out()).isEqualTo("worker\n");
        assertThat(ssh("checks:disable shop").code()).isZero();
        assertThat(ssh("checks:report shop --format json").out())
                .contains("\"disabled-list\":\"_all_\"")
                .contains("\"skipped-list\":\"none\"");
        assertThat(ssh("checks:enable shop web").err()).contains("for all process types");

        sshWithInput("git:load-image shop owner/shop:1", "image 1");
        Answer second = sshWithInput("git:load-image shop owner/shop:2", "image 2");
        assertThat(second.out()).contains("Stopped first, as checks are disabled: web.1\n");
        assertThat(ssh("ps:report shop --running").out()).isEqualTo("true\n");
        assertThat(ssh("checks:enable shop").out())
                .isEqualTo("-----> Enabling zero downtime for app's (shop) proctypes (_all_)\n");
        assertThat(sshWithInput("git:load-image shop owner/shop:3", "image 3").out())
                .doesNotContain("Stopped first");
        assertThat(ssh("checks:run shop web").out())
                .isEqualTo(
                        "-----> Running checks for shop\n       All checks successful (web.1)\n");
    }

    @Test
    void pushesMakeAppsUnlessThatIsDisabled() throws Exception {
        assertThat(ssh("apps:report --global --app-global-disable-autocreation").out())
                .isEqualTo("false\n");
        assertThat(ssh("apps:set --global disable-autocreation true").out())
                .isEqualTo("=====> Setting disable-autocreation to true\n");
        try {
            assertThat(ssh("apps:report --global --app-global-disable-autocreation").out())
                    .isEqualTo("true\n");
            Answer push = git(newSource("fresh"), "push", url("fresh"), "main");
            assertThat(push.code()).isNotZero();
            assertThat(ssh("apps:exists fresh").code()).isEqualTo(20);
        } finally {
            assertThat(ssh("apps:set --global disable-autocreation").out())
                    .isEqualTo("=====> Unsetting disable-autocreation\n");
        }
        assertThat(ssh("apps:set --global disable-autocreation perhaps").err())
                .contains("'perhaps' cannot be set");
        assertThat(ssh("apps:set shop nope 1").err()).contains("valid properties:");
    }

    @Test
    void loginsOfGitHostsAreKept() throws Exception {
        assertThat(ssh("git:auth-status git.example").code()).isEqualTo(1);
        assertThat(ssh("git:auth git.example ann s3cret").out())
                .isEqualTo("-----> Source is fetched from git.example as ann from now on\n");
        assertThat(ssh("git:auth-status git.example").code()).isZero();
        assertThat(ssh("git:auth-status git.example ann s3cret").code()).isZero();
        assertThat(ssh("git:auth-status git.example ann other").code()).isEqualTo(1);
        assertThat(sshWithInput("git:auth git.example ann", "fresh\n").code()).isZero();
        assertThat(ssh("git:auth-status git.example ann fresh").code()).isZero();
        assertThat(ssh("git:auth git.example").out()).contains("without a login");
        assertThat(ssh("git:auth-status git.example").code()).isEqualTo(1);
        assertThat(ssh("git:auth 'a b' x y").err()).contains("'a b' is no host");
        assertThat(ssh("events").out()).doesNotContain("s3cret");
    }

    @Test
    void eventsTellWhoDidWhat() throws Exception {
        ssh("apps:create shop");
        ssh("apps:create shop");
        assertThat(ssh("events").out())
                .containsPattern("\\S+Z ssh admin/operator: INVOKED: apps:create\\( shop \\) ok\n")
                .containsPattern("INVOKED: apps:create\\( shop \\) refused: ");
        assertThat(ssh("events:list").out()).startsWith("=====> Events currently logged\n");
        assertThat(ssh("events:on").code()).isZero();
        assertThat(ssh("events shop").err()).startsWith(" !     Usage: events");

        Path out = Files.createTempFile(work, "out", "");
        List<String> argv = shared(sshArgv(operator(), "sampan"));
        argv.addAll(List.of("--", "events -t"));
        Process process = new ProcessBuilder(argv).redirectOutput(out.toFile()).start();
        try {
            ssh("apps:create followed");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.readString(out).contains("apps:create( followed ) ok")) {
                assertThat(System.nanoTime()).isLessThan(end);
                assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void usersDoWhatTheirRoleOrAGrantAllows() throws Exception {
        Path key = newKey("ann");
        ssh("apps:create blog");
        ssh("apps:create shop");
        assertThat(ssh("users:add ann").out()).isEqualTo("-----> Added user ann as member\n");
        sshWithInput("ssh-keys:add --user ann ann-laptop", Files.readString(pub(key)));
        assertThat(ssh("ssh-keys:list ann-laptop").out()).endsWith(" USER=\"ann\"\n");

        assertThat(as(key, "--quiet apps:list")).isEqualTo(new Answer(0, "", ""));
        for (String line :
                List.of("apps:report shop", "logs shop", "apps:create x", "users:list")) {
            assertThat(as(key, line).err()).isEqualTo(" !     Access denied\n");
        }

        assertThat(ssh("acl:add shop ann viewer").out())
                .isEqualTo("-----> User ann is viewer of shop now\n");
        assertThat(as(key, "--quiet apps:list").out()).isEqualTo("shop\n");
        assertThat(as(key, "domains:report shop").code()).isZero();
        assertThat(as(key, "config shop").err()).contains("Access denied");
        ssh("docker-options:add shop build --build-arg TOKEN=s3cret");
        assertThat(as(key, "docker-options:report shop").out())
                .contains("--build-arg TOKEN=…")
                .doesNotContain("s3cret");

        ssh("acl:add shop ann");
        assertThat(ssh("acl:list shop").out()).matches("ann +deployer\n");
        assertThat(ssh("acl:allowed ann").out()).matches("shop +deployer\n");
        assertThat(as(key, "config:set shop A=b").code()).isZero();
        assertThat(as(key, "git-upload-pack 'shop'").out()).doesNotContain("Access denied");
        for (String line :
                List.of(
                        "config:set blog A=b",
                        "network:link shop blog",
                        "routes:add shop /api blog",
                        "--force apps:destroy shop",
                        "resource:neighbours",
                        "resource:limit --memory 100m blog",
                        "resource:limit --global --memory 100m",
                        "run blog ls",
                        "enter blog",
                        "checks:disable blog",
                        "checks:run blog",
                        "events",
                        "secrets:info",
                        "secrets:rotate",
                        "git:auth git.example ann x")) {
            assertThat(as(key, line).err()).as(line).contains("Access denied");
        }
        Answer fetched = as(key, "git-upload-pack 'blog'");
        assertThat(fetched.out() + fetched.err()).contains("Access denied");

        ssh("acl:remove shop ann");
        assertThat(as(key, "config shop").err()).contains("Access denied");
        ssh("users:role ann viewer");
        assertThat(as(key, "--quiet apps:list").out()).isEqualTo("blog\nshop\n");
        assertThat(ssh("users:token ann").out()).matches("[A-Za-z0-9_-]{43}\n");
        assertThat(ssh("users:list --format json").out())
                .contains("{\"name\":\"ann\",\"role\":\"viewer\"}");
        assertThat(ssh("--force users:remove ann").code()).isZero();
        assertThat(sshAs(key, "apps:list", null, "sampan").code()).isEqualTo(255);
    }

    @Test
    void commandsRunInContainersOfTheirOwn() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("run shop ls").err()).isEqualTo(" !     App shop has not been deployed\n");
        assertThat(ssh("run none ls").code()).isEqualTo(20);
        sshWithInput("git:load-image shop owner/shop:1", "an archive");

        Answer ran = ssh("run -e A=b --ttl-seconds 60 shop ls -la 'a b'");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).endsWith("ls -la a b\n");
        assertThat(ssh("--app shop run --no-tty exit-3").code()).isEqualTo(3);
        assertThat(ssh("run shop").err()).startsWith(" !     No command specified");
        assertThat(ssh("run --nope shop ls").err()).contains("unknown flag: --nope");
        assertThat(ssh("run -e 1A=b shop ls").err()).contains("Invalid key name: '1A'");

        String name = ssh("run:detached -e A=b shop stay").out().strip();
        assertThat(name).startsWith("shop.run.");
        assertThat(ssh("run:list shop --format json").out())
                .contains("\"name\":\"" + name + "\"", "\"command\":\"stay\"");
        assertThat(containers.specs("shop"))
                .anyMatch(
                        spec ->
                                name.equals("shop." + spec.env().get("DYNO"))
                                        && "b".equals(spec.env().get("A")));
        String said = "Hello from " + name.substring("shop.".length()) + "\n";
        assertThat(ssh("run:logs shop -q").out()).isEqualTo(said);
        assertThat(ssh("run:logs -q --container " + name).out()).isEqualTo(said);
        assertThat(ssh("run:logs --container shop").err()).contains("'shop' is no container");
        assertThat(ssh("run:stop shop run.none").err()).contains("App 'shop' runs no 'run.none'");
        assertThat(ssh("run:stop shop").out()).isEqualTo("-----> Stopped %s\n".formatted(name));
        assertThat(ssh("run:list shop --format json").out()).isEqualTo("[]\n");
    }

    @Test
    void volumesAreMountedFromTheNextStart() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("storage:mount shop uploads:/app/uploads").out())
                .startsWith("-----> Mounted uploads at /app/uploads; processes of shop see it");
        assertThat(ssh("storage:mount shop /var/lib/dokku/data/storage/old:/srv/old:ro").code())
                .isZero();
        assertThat(ssh("storage:mount shop other:/app/uploads").err())
                .contains("Mount path already exists");
        assertThat(ssh("storage:mount shop /etc:/app/etc").err())
                .contains("Folders of the host are not shown to apps");
        assertThat(ssh("storage:list shop").out())
                .isEqualTo(
                        "=====> shop volume bind-mounts:\n       uploads:/app/uploads\n       old:/srv/old:ro\n");
        assertThat(ssh("storage:report shop --storage-run-mounts").out())
                .isEqualTo("-v uploads:/app/uploads -v old:/srv/old:ro\n");
        sshWithInput("git:load-image shop owner/shop:1", "an archive");
        Path volumes = home.resolve("apps/shop/volumes");
        assertThat(containers.specs("shop").getFirst().mounts())
                .containsExactly(
                        new Mount(volumes.resolve("uploads"), "/app/uploads", false),
                        new Mount(volumes.resolve("old"), "/srv/old", true));

        assertThat(ssh("storage:unmount shop uploads:/app/uploads").code()).isZero();
        assertThat(ssh("storage:unmount shop uploads:/app/uploads").err())
                .contains("Mount path does not exist");
        assertThat(ssh("storage:list shop --format json").out())
                .isEqualTo(
                        "[{\"entry_name\":\"old\",\"host_path\":\"old\",\"container_path\":\"/srv/old\",\"readonly\":true}]\n");
    }

    @Test
    void storageEntriesAreMountedByAppsAndOutliveThem() throws Exception {
        ssh("apps:create shop");
        ssh("apps:create blog");
        assertThat(ssh("storage:create --size 2Gi --label team=sales --chown 33 data"))
                .isEqualTo(new Answer(0, "-----> Storage entry data created\n", ""));
        assertThat(ssh("storage:create data --size 2g").out())
                .isEqualTo("-----> Storage entry data already exists, leaving in place\n");
        assertThat(ssh("storage:create data --size 3g").err())
                .contains("with a size of 2 GiB. `storage:set data size 3g` changes it");
        assertThat(ssh("storage:mount shop data:/srv/data").out())
                .startsWith("-----> Mounted storage entry data at /srv/data; processes of shop");
        assertThat(ssh("storage:mount blog data --container-dir /in --volume-readonly").code())
                .isZero();
        sshWithInput("git:load-image shop owner/shop:1", "an archive");
        Path files = home.resolve("apps/storage_data/volumes/files");
        assertThat(containers.specs("shop").getFirst().mounts())
                .containsExactly(new Mount(files, "/srv/data", false, Optional.of("storage_data")));

        assertThat(ssh("storage:list blog").out()).endsWith("       data:/in:ro\n");
        assertThat(ssh("storage:report blog --storage-attachment.1.readonly").out())
                .isEqualTo("true\n");
        assertThat(ssh("storage:list-entries").out()).containsPattern("data +2 GiB +blog, shop\n");
        assertThat(ssh("storage:list-entries --format json").out())
                .isEqualTo(
                        "[{\"name\":\"data\",\"scheduler\":\"docker-local\",\"host_path\":\"data\",\"size\":\"2g\",\"chown\":\"33\",\"labels\":{\"team\":\"sales\"},\"mounted_by\":[\"blog\",\"shop\"]}]\n");
        assertThat(ssh("storage:report --global").out()).containsPattern("data: +blog, shop\n");
        assertThat(ssh("storage:info data").out())
                .startsWith("=====> Storage entry data\n")
                .containsPattern("Host path: +\\Q" + files + "\\E\n")
                .containsPattern("Used: +1 MiB\n")
                .containsPattern("Label team: +sales\n");

        Answer mounted = ssh("--force storage:destroy data");
        assertThat(mounted.err()).contains("still mounted by: blog, shop");
        assertThat(ssh("storage:unmount blog data").code()).isZero();
        assertThat(ssh("storage:unmount shop data:/srv/data").code()).isZero();
        assertThat(ssh("--force storage:destroy data").err())
                .contains("Processes of shop see storage entry 'data' still");
        ssh("ps:restart shop");
        assertThat(ssh("storage:destroy data").err()).contains("Aborted");
        assertThat(ssh("storage:destroy data --force").out())
                .startsWith("-----> Storage entry data destroyed\n       Its files stay: ");
        assertThat(ssh("storage:info data").err()).contains("Storage entry 'data' does not exist");
        assertThat(ssh("storage:mount shop data --container-dir /x").code()).isNotZero();
        assertThat(ssh("storage:list-entries").out())
                .contains("but their files are there")
                .contains(": data\n");
        assertThat(files).isDirectory();
        assertThat(ssh("storage:create data").out())
                .isEqualTo("-----> Storage entry data created\n");
        assertThat(ssh("storage:list-entries").out()).contains("2 GiB");

        // What a control plane leaves that is killed while it deletes, or makes, is mended.
        Files.writeString(files.resolve("old"), "half deleted");
        entries.mark(new EntryName("data"), StorageEntry.State.DOOMED);
        assertThat(ssh("storage:create data --size 1g").code()).isZero();
        assertThat(files).isEmptyDirectory();
        Files.delete(files);
        assertThat(ssh("storage:wait data").code()).isZero();
        assertThat(files).isEmptyDirectory();
        entries.mark(new EntryName("data"), StorageEntry.State.DOOMED);
        assertThat(ssh("storage:destroy --destroy-host-dir --force data").out())
                .isEqualTo("-----> Storage entry data destroyed\n");
        assertThat(files).doesNotExist();
        assertThat(ssh("storage:list-entries --format json").out()).isEqualTo("[]\n");
    }

    @Test
    void storageEntriesAreChangedAndNotedOf() throws Exception {
        ssh("apps:create shop");
        ssh("storage:create data");
        assertThat(ssh("storage:set data size 5g").out()).isEqualTo("=====> Setting size to 5g\n");
        assertThat(ssh("storage:set data size 16m").err()).contains("uses more than that");
        assertThat(ssh("storage:info data --format json").out())
                .contains("\"size\":\"5g\"")
                .contains("\"used_bytes\":1048576");
        for (String amount : List.of("unlimited", "1m", "much", "''")) {
            assertThat(ssh("storage:set data size " + amount).code()).as(amount).isNotZero();
        }
        assertThat(ssh("storage:set data access-mode ReadWriteMany").out())
                .isEqualTo(
                        "=====> Setting access-mode to ReadWriteMany\n       It is kept and shown, and changes nothing here\n");
        assertThat(ssh("storage:set data colour blue").err())
                .contains("no property 'colour'; there are size, access-mode, chown");
        assertThat(ssh("storage:annotations:set data example.com/part-of billing").out())
                .isEqualTo("=====> Setting annotation example.com/part-of to billing\n");
        assertThat(ssh("storage:annotations:report data").out())
                .isEqualTo(
                        "=====> data annotations information\n       Annotation example.com/part-of: billing\n");
        assertThat(
                        ssh("storage:annotations:report data --storage-annotations.example.com/part-of")
                                .out())
                .isEqualTo("billing\n");
        assertThat(ssh("storage:labels:report --format json").out()).isEqualTo("{}\n");
        assertThat(ssh("storage:annotations:set data example.com/part-of").out())
                .isEqualTo("=====> Unsetting annotation example.com/part-of\n");
        assertThat(ssh("storage:annotations:report data --format json").out()).isEqualTo("{}\n");
        assertThat(ssh("storage:labels:set data ../x y").err()).contains("is not a key of a note");
        assertThat(ssh("storage:wait data").out())
                .isEqualTo("-----> Storage entry data is there\n");
        assertThat(ssh("storage:migrate shop").out())
                .isEqualTo("-----> Nothing to migrate: shop has 0 mounts\n");
        assertThat(ssh("storage:migrate --all").code()).isZero();

        assertThat(ssh("storage:exec data -- touch '/data/a b'").out())
                .isEqualTo("touch /data/a b\n");
        assertThat(ssh("storage:exec --as-user 0 data exit-3").code()).isEqualTo(3);
        assertThat(ssh("storage:exec data").err()).contains("No command specified");
        for (String name : List.of("../x", "a/b", "A", "a_b", "-a", "a".repeat(46), "''")) {
            assertThat(ssh("storage:create -- " + name).err())
                    .as(name)
                    .contains("is not a name of a storage entry");
        }
        for (String path :
                List.of("/etc", "/var/lib/dokku/data/storage/../x", "/srv/x", "x", "/")) {
            assertThat(ssh("storage:create x " + path).err())
                    .as(path)
                    .contains("'%s' cannot be the path of storage entry 'x'".formatted(path));
        }
        assertThat(ssh("storage:create x /var/lib/dokku/data/storage/x").code()).isZero();
        ssh("storage:mount shop own:/own");
        ssh("storage:create own");
        assertThat(ssh("storage:mount shop own:/other").err())
                .contains("a volume of app 'shop' and a storage entry, too");
        for (String name : List.of("data", "x", "own")) {
            assertThat(ssh("storage:destroy --destroy-host-dir --force " + name).code()).isZero();
        }
        assertThat(ssh("storage:create y --size 16m").err()).contains("uses more than that");
        assertThat(ssh("storage:list-entries").out()).isEqualTo("=====> Storage entries\n");
    }

    @Test
    void usersMountStorageEntriesOfTheirApps() throws Exception {
        Path key = newKey("eve");
        ssh("apps:create shop");
        ssh("apps:create blog");
        ssh("users:add eve");
        sshWithInput("ssh-keys:add --user eve eve-laptop", Files.readString(pub(key)));
        ssh("acl:add shop eve");
        ssh("storage:create data");
        for (String line :
                List.of(
                        "storage:create other",
                        "storage:mount shop data:/data",
                        "storage:mount shop data --container-dir /data --volume-readonly",
                        "storage:mount blog own:/data",
                        "storage:info data",
                        "storage:wait data",
                        "storage:info none",
                        "storage:exec data ls",
                        "storage:set data size 2g",
                        "storage:labels:set data a b",
                        "storage:labels:report data",
                        "--force storage:destroy data",
                        "storage:report blog")) {
            assertThat(as(key, line).err()).as(line).contains("Access denied");
        }
        assertThat(as(key, "--quiet storage:list-entries").out()).isEmpty();

        ssh("storage:mount shop data:/data:ro");
        assertThat(as(key, "storage:info data").code()).isZero();
        assertThat(as(key, "storage:list-entries --format json").out()).contains("\"data\"");
        assertThat(as(key, "storage:mount shop data:/more:ro").code()).isZero();
        assertThat(as(key, "storage:mount shop data:/data").err()).contains("Access denied");
        assertThat(as(key, "storage:exec data ls").err()).contains("Access denied");
        ssh("storage:mount shop data:/data");
        assertThat(as(key, "storage:exec data ls").code()).isZero();
        assertThat(as(key, "storage:mount shop data:/again").code()).isZero();
        assertThat(as(key, "storage:destroy --force data").err()).contains("Access denied");
        ssh("--force users:remove eve");
        ssh("--force apps:destroy shop");
        assertThat(ssh("storage:destroy --destroy-host-dir --force data").code()).isZero();
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
        assertThat(ssh("git:status shop").out())
                .startsWith("=====> shop git status\n       On branch main\n       Head:     ")
                .contains(" as v1\n       The head of main is deployed\n");
        assertThat(ssh("logs shop -p web.1 -n 1").out())
                .contains("app[web.1]:\u001b[0m Hello from web.1\n");
        assertThat(ssh("releases shop").out()).contains("v1 ").contains("(current)");
        assertThat(ssh("url shop").out()).isEqualTo("http://shop.localhost\n");

        assertThat(ssh("config:set shop COLOUR=blue").code()).isZero();
        assertThat(ssh("ps:rebuild shop").out())
                .startsWith("-----> Rebuilding shop\n-----> Building shop\n")
                .contains("=====> Application deployed:");
        assertThat(ssh("ps:rebuild nothing").code()).isEqualTo(20);
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

        assertThat(ssh("resource:limit --memory 29m shop"))
                .satisfies(
                        answer -> {
                            assertThat(answer.code()).isEqualTo(1);
                            assertThat(answer.err()).contains("This host cannot give 'shop.web.1");
                        });
        assertThat(ssh("resource:report shop --resource-_default_.limit.memory").out())
                .isEqualTo("256m\n");
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
                .containsOnlyOnce("package.json is not valid JSON: line 3")
                .contains("[remote rejected] main -> main (pre-receive hook declined)");
        assertThat(ssh("releases broken --format json").out()).isEqualTo("[]\n");
    }

    @Test
    void checkThatOnlyWarnsIsShownAndOthersDecide() throws Exception {
        ssh("apps:create shop");
        assertThat(
                        appJson(
                                "shop",
                                "{\"command\":[\"false\"],\"name\":\"deep\",\"warn\":true,\"wait\":0}"))
                .isZero();
        assertThat(git(newSource("shop"), "push", url("shop"), "main"))
                .satisfies(
                        push -> {
                            assertThat(push.err())
                                    .contains(
                                            "remote:  !     web.1: check 'deep' only warns: it is not healthy after 3 attempt(s): command 'false' exited with code 1");
                            assertThat(push.code()).isZero();
                        });
        assertThat(
                        appJson(
                                "shop",
                                "{\"command\":[\"false\"],\"type\":\"readiness\",\"attempts\":1}"))
                .isZero();
        assertThat(git(newSource("shop"), "push", "--force", url("shop"), "main").err())
                .contains("Could not start due to 1 failed checks (web.1 is not healthy after 1")
                .contains("[remote rejected] main -> main (pre-receive hook declined)");
        assertThat(ssh("releases shop --format json").out())
                .contains("\"v1\"")
                .doesNotContain("v2");
    }

    @Test
    void instanceThatFailsItsLivenessCheckIsRestarted() throws Exception {
        ssh("apps:create shop");
        appJson(
                "shop",
                "{\"command\":[\"true\"],\"type\":\"liveness\",\"name\":\"alive\",\"attempts\":1,\"wait\":0}");
        assertThat(git(newSource("shop"), "push", url("shop"), "main").code()).isZero();
        String before = ssh("ps:report shop --status-web.1").out();
        containers.sicken("shop");
        String events = "";
        for (int looks = 0; !events.contains("web.1") && looks < 400; looks++) {
            events = ssh("resource:events shop").out();
        }
        assertThat(events)
                .contains(
                        "Not well after 1 attempt, so it is restarted: liveness check 'alive' failed: command 'true' exited with code 1");
        String after = before;
        for (int looks = 0;
                looks < 400 && (after.equals(before) || !after.startsWith("running"));
                looks++) {
            after = ssh("ps:report shop --status-web.1").out();
        }
        assertThat(after).startsWith("running (CID: ").isNotEqualTo(before);
        assertThat(ssh("logs shop -q").out())
                .contains("liveness check 'alive' failed")
                .contains("it is started again in 0.2 s");
    }

    /** Gives the builds of an app one health check of its web processes; answers the exit code. */
    private int appJson(String app, String check) throws Exception {
        return ssh("config:set --no-restart %s 'APP_JSON={\"healthchecks\":{\"web\":[%s]}}'"
                        .formatted(app, check))
                .code();
    }

    @Test
    void buildsAreRememberedAndCancelled() throws Exception {
        ssh("apps:create shop");
        assertThat(ssh("builds:info shop").err()).contains("App 'shop' has no builds");
        Path source = newSource("shop");
        assertThat(git(source, "push", url("shop"), "main").code()).isZero();
        assertThat(ssh("builds:output shop").out()).isEqualTo("-----> Building shop\n");
        assertThat(ssh("builds:list shop").out()).contains("  shop              succeeded  ");
        assertThat(ssh("builds:info shop --format json").out())
                .contains("\"status\":\"succeeded\"");
        assertThat(ssh("builds:cancel shop").err())
                .isEqualTo(" !     Nothing of shop is being built\n");
        assertThat(ssh("builds:report shop --build-status").out()).isEqualTo("succeeded\n");
        assertThat(ssh("builds:report shop --build-exit-code").out()).isEqualTo("0\n");
        assertThat(ssh("builds:report shop --builds-computed-retention").out()).isEqualTo("20\n");
        assertThat(ssh("builds:set --global retention 30").code()).isZero();
        assertThat(ssh("builds:set shop retention 0").err()).contains("Say 1 to 1000");
        assertThat(ssh("builds:set shop retention 1").out())
                .isEqualTo("=====> Setting retention to 1\n");
        assertThat(ssh("builds:report shop --format json").out())
                .contains("\"computed-retention\":\"1\"")
                .contains("\"global-retention\":\"30\"");
        assertThat(ssh("builds:report --global --builds-computed-retention").out())
                .isEqualTo("30\n");
        assertThat(ssh("builds:set --global retention").code()).isZero();

        ssh("config:set --no-restart shop BUILD=hang");
        Path log = work.resolve("cancelled.log");
        Files.writeString(source.resolve("more"), "x");
        assertThat(git(source, "add", "-A").code()).isZero();
        assertThat(git(source, "commit", "-q", "-m", "more").code()).isZero();
        Process push =
                gitProcess(source, List.of("push", url("shop"), "main"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        while (!Files.readString(log).contains("Building shop")) {
            assertThat(push.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(ssh("builds:cancel shop").out()).startsWith("-----> Cancelled build ");

        assertThat(push.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(push.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log)).contains("The build was cancelled by ");
        assertThat(ssh("builds:list --status cancelled").out()).contains("  shop  ");
        assertThat(ssh("builds:report shop --build-exit-code").out()).isEqualTo("1\n");
        assertThat(ssh("builds:prune shop").out()).isEqualTo("-----> Forgot 1 build(s) of shop\n");
    }

    @Test
    void appJsonSetsVarsScalesAndRunsTasks() throws Exception {
        ssh("apps:create shop");
        sshWithInput(
                "config:import --no-restart shop -",
                """
                APP_JSON='{"env": {"TOKEN": {"generator": "secret"}, "PLAIN": "x", "NEEDED": {"description": "the key"}}, "formation": {"worker": {"quantity": 2}}, "scripts": {"postdeploy": "echo hi"}}'
                """);
        Path source = newSource("shop");

        Answer refused = git(source, "push", url("shop"), "main");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("asks for config vars that nobody has set: NEEDED (the key)");
        assertThat(ssh("config:get shop TOKEN").code()).isEqualTo(1);

        ssh("config:set --no-restart shop NEEDED=1 PLAIN=own");
        Answer push = git(source, "push", url("shop"), "main");
        assertThat(push.code()).isZero();
        assertThat(push.err())
                .contains("Setting config vars of app.json: TOKEN")
                .contains("Scaling as app.json says: worker=2")
                .contains("Executing postdeploy task from app.json: echo hi");
        String token = ssh("config:get shop TOKEN").out();
        assertThat(token).matches("[0-9a-f]{64}\n");
        assertThat(ssh("config:get shop PLAIN").out()).isEqualTo("own\n");
        assertThat(ssh("ps:scale shop").out()).contains("web: 1\nworker: 2\n");
    }

    @Test
    void buildpacksAndFoldersAreChosen() throws Exception {
        ssh("apps:create shop");

        assertThat(ssh("buildpacks:add shop heroku/nodejs").out())
                .isEqualTo("-----> Added heroku/nodejs to the buildpacks of shop\n");
        ssh("buildpacks:add --index 1 shop https://example.org/a/pack.git#v1");
        assertThat(ssh("buildpacks:list shop").out())
                .isEqualTo(
                        """
                        =====> shop buildpack urls
                               https://example.org/a/pack.git#v1
                               heroku/nodejs
                        """);
        assertThat(ssh("buildpacks:add shop heroku/nodejs").err()).contains("already chosen");
        assertThat(ssh("buildpacks:add shop ../x").err()).contains("cannot be a buildpack");
        ssh("buildpacks:set --index 2 shop ruby");
        ssh("buildpacks:remove shop https://example.org/a/pack.git#v1");
        assertThat(ssh("buildpacks:report shop --buildpacks-list").out()).isEqualTo("ruby\n");
        assertThat(ssh("buildpacks:set --replace shop go node").out()).endsWith(": go,node\n");
        assertThat(ssh("buildpacks:clear shop").code()).isZero();
        assertThat(ssh("buildpacks:set-property shop stack debian-13").code()).isZero();
        assertThat(ssh("buildpacks:set-property --global stack").code()).isZero();
        assertThat(ssh("buildpacks:set-property shop stack heroku-24").err())
                .isEqualTo(
                        " !     stack has no effect here: there is one stack; a Dockerfile names any other\n");
        assertThat(ssh("buildpacks:set-property shop nope 1").err())
                .contains("Invalid property 'nope', valid properties: stack");
        assertThat(ssh("buildpacks:report --global --buildpacks-computed-stack").out())
                .isEqualTo("debian-13\n");
        assertThat(ssh("buildpacks:report shop --buildpacks-list").out()).isEqualTo("\n");

        assertThat(ssh("builder:set shop build-dir services/web").out())
                .isEqualTo("=====> Setting build-dir to services/web\n");
        assertThat(ssh("builder:set shop build-dir ../x").err())
                .contains("cannot be the build-dir");
        assertThat(ssh("builder:report shop --builder-computed-build-dir").out())
                .isEqualTo("services/web\n");
        assertThat(ssh("app-json:set --global appjson-path deploy/app.json").code()).isZero();
        assertThat(ssh("app-json:report shop --app-json-computed-appjson-path").out())
                .isEqualTo("deploy/app.json\n");
        assertThat(ssh("app-json:set --global appjson-path").code()).isZero();
        assertThat(ssh("ps:set shop procfile-path deploy/Procfile").code()).isZero();
        assertThat(ssh("ps:report shop --ps-computed-procfile-path").out())
                .isEqualTo("deploy/Procfile\n");
    }

    @Test
    void clientThatLeavesCancelsTheBuild() throws Exception {
        ssh("apps:create slow");
        ssh("config:set slow BUILD=hang");
        FakeMachine.INTERRUPTED.drainPermits();
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

    @Test
    void doorLeadsNowhereButToCommands() throws Exception {
        assertThat(run(with("-W", "127.0.0.1:" + door.port()), ""))
                .satisfies(answer -> assertThat(answer.code()).isEqualTo(255))
                .satisfies(answer -> assertThat(answer.err()).contains("forwarding failed"))
                .satisfies(answer -> assertThat(answer.out()).isEmpty());
        assertThat(run(with("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"), ""))
                .satisfies(answer -> assertThat(answer.code()).isEqualTo(255))
                .satisfies(answer -> assertThat(answer.err()).contains("forwarding failed"));
        List<String> files = sshArgv(operator(), "sampan");
        files.add(1, "-s");
        files.add("sftp");
        assertThat(run(new ProcessBuilder(files), ""))
                .satisfies(answer -> assertThat(answer.code()).isNotZero())
                .satisfies(answer -> assertThat(answer.err()).contains("subsystem request failed"));
        assertThat(
                        run(
                                with(
                                        "-o",
                                        "PubkeyAuthentication=no",
                                        "-o",
                                        "PreferredAuthentications=password,keyboard-interactive"),
                                ""))
                .satisfies(answer -> assertThat(answer.code()).isEqualTo(255))
                .satisfies(answer -> assertThat(answer.err()).contains("denied (publickey)"));
    }

    private ProcessBuilder with(String... options) {
        List<String> argv = sshArgv(operator(), "sampan");
        argv.addAll(1, List.of(options));
        return new ProcessBuilder(argv);
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
        // No two are the same commit, also when they are made in one second.
        Files.writeString(
                source.resolve("index.js"), "console.log(%d)\n".formatted(System.nanoTime()));
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
        return answer(shared(sshArgv(operator(), "sampan")), line, input);
    }

    /** Commands share a connection, as a new one takes longer than most of them. */
    private static List<String> shared(List<String> argv) {
        return shared(argv, "%C");
    }

    private static List<String> shared(List<String> argv, String socket) {
        argv.addAll(
                1,
                List.of(
                        "-o", "ControlMaster=auto",
                        "-o", "ControlPath=" + home.resolve(socket),
                        "-o", "ControlPersist=60"));
        return argv;
    }

    /** On a connection of the key's own. */
    private Answer as(Path key, String line) throws Exception {
        String socket = Integer.toHexString(key.hashCode());
        return answer(shared(sshArgv(key, "dokku"), socket), line, null);
    }

    private Answer sshAs(
            Path key, String line, @org.jspecify.annotations.Nullable String input, String user)
            throws Exception {
        return answer(sshArgv(key, user), line, input);
    }

    private Answer answer(
            List<String> argv, String line, @org.jspecify.annotations.Nullable String input)
            throws Exception {
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
