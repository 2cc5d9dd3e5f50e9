package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.account.Grants;
import dev.sampan.account.Role;
import dev.sampan.account.Users;
import dev.sampan.app.AppName;
import dev.sampan.build.BuildRecord;
import dev.sampan.build.BuildRecord.Status;
import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Builds, pushes that are not live, checks, storage and certificates of an authority, as the dashboard shows them. */
class DashboardTabsIntegrationTests extends DashboardContext {

    private static final String PASSWORD = "a long enough one";

    private final WebClient browser = new WebClient();

    @BeforeEach
    void signIn() throws Exception {
        signIn(browser, Users.ADMIN, password());
    }

    @AfterEach
    void forgetBuilds() throws Exception {
        for (String name : new String[] {"b1.json", "b1.log", "failed.log"}) {
            Files.deleteIfExists(builds().resolve(name));
        }
    }

    @Test
    void buildThatFailedIsShownOnTheOverviewUntilAReleaseFollows() throws Exception {
        build(Status.FAILED, Instant.now().plusSeconds(1));
        assertThat(browser.get(url("/apps/shop")).body())
                .contains("The last push is not live.", "npm says &lt;no&gt;", " serves on.")
                .contains("/apps/shop/builds?show=b1");
        assertThat(browser.get(url("/apps/shop/builds")).body())
                .contains(
                        ">failed<", "npm says &lt;no&gt;", "1a2b3c4", "./sampan builds:list shop");
        assertThat(browser.get(url("/apps/shop/builds?show=b1")).body())
                .contains("-----&gt; Node.js app detected\nred &lt;b&gt;")
                .contains("./sampan builds:output shop b1");

        build(Status.FAILED, Instant.now().minus(Duration.ofDays(1)));
        assertThat(browser.get(url("/apps/shop")).body()).doesNotContain("is not live");
    }

    @Test
    void deployThatFailedIsShownWithWhatItsProcessesSaid() throws Exception {
        build(Status.SUCCEEDED, Instant.now().plusSeconds(1));
        Files.writeString(builds().resolve("failed.log"), "web.1: no <module>\n");
        assertThat(browser.get(url("/apps/shop")).body())
                .contains("It was built, and its processes are being checked, or did not pass.")
                .contains("web.1: no &lt;module&gt;");

        build(Status.RUNNING, Instant.now().plusSeconds(1));
        assertThat(browser.get(url("/apps/shop")).body()).doesNotContain("is not live");
        assertThat(browser.get(url("/apps/shop/builds")).body()).contains(">End it<");
    }

    @Test
    void whatWasNeverPushedIsNotBuiltAgain() throws Exception {
        browser.post(url("/apps/shop/builds/again"), Map.of());
        assertThat(browser.get(url("/apps/shop/builds")).body())
                .contains("Not done.", "./sampan ps:rebuild --force shop");
    }

    @Test
    void checksAreSetAndLeftOut() throws Exception {
        browser.post(url("/apps/shop/checks/property"), Map.of("name", "timeout", "value", "7"));
        assertThat(browser.get(url("/apps/shop/checks")).body())
                .contains("./sampan checks:set shop timeout 7", "<code>7</code>", "value=\"7\"");
        browser.post(url("/apps/shop/checks/property"), Map.of("name", "timeout", "value", "x"));
        assertThat(browser.get(url("/apps/shop/checks")).body())
                .contains("Not done.", "&#39;x&#39; is no time for timeout");
        browser.post(url("/apps/shop/checks/property"), Map.of("name", "timeout", "value", ""));
        assertThat(browser.get(url("/apps/shop/checks")).body())
                .contains("The default of timeout holds again");

        browser.post(url("/apps/shop/checks/mode"), Map.of("type", "worker", "mode", "SKIP"));
        assertThat(browser.get(url("/apps/shop/checks")).body())
                .contains("./sampan checks:skip shop worker")
                .contains("<td data-label=\"New ones are\">not asked, beside the old ones<");
        browser.post(url("/apps/shop/checks/mode"), Map.of("type", "worker", "mode", "ENABLE"));
        assertThat(browser.get(url("/apps/shop/checks")).body())
                .contains("./sampan checks:enable shop worker")
                .doesNotContain("<td data-label=\"New ones are\">not asked");
        browser.post(url("/apps/notes/checks/run"), Map.of());
        assertThat(browser.get(url("/apps/notes/checks")).body())
                .contains("./sampan checks:run notes")
                .contains("No process of app &#39;notes&#39; runs that could be asked");
    }

    @Test
    void volumesAreShownWithTheirSizes() throws Exception {
        browser.post(
                url("/apps/shop/storage"),
                Map.of("volume", "data", "path", "/app/data", "options", ":ro"));
        assertThat(browser.get(url("/apps/shop/storage")).body())
                .contains("./sampan storage:mount shop data:/app/data:ro")
                .contains("<td data-label=\"Processes may\">read</td>")
                .contains("made at the next start");
        Path volume = bean(SampanHome.class).resolve("apps", "shop", "volumes", "data");
        Files.createDirectories(volume);
        Files.write(volume.resolve("file"), new byte[12 * 1024]);
        assertThat(browser.get(url("/apps/shop/storage")).body())
                .contains("<td data-label=\"Size\">12 KiB</td>");
        browser.post(url("/apps/shop/storage"), Map.of("volume", "../x", "path", "/app/data"));
        assertThat(browser.get(url("/apps/shop/storage")).body())
                .contains("is not a name of a volume");
        browser.post(url("/apps/shop/storage/unmount"), Map.of("mount", "data:/app/data:ro"));
        assertThat(browser.get(url("/apps/shop/storage")).body()).contains("None yet.");
    }

    @Test
    void authorityIsToldWhomToWarn() throws Exception {
        browser.post(
                url("/apps/shop/certificate/authority/email"), Map.of("email", "ann@example.com"));
        assertThat(browser.get(url("/apps/shop/certificate")).body())
                .contains("./sampan letsencrypt:set shop email ann@example.com")
                .contains("value=\"ann@example.com\"")
                .contains("Get a certificate");
        browser.post(url("/apps/shop/certificate/authority/email"), Map.of("email", "x"));
        assertThat(browser.get(url("/apps/shop/certificate")).body()).contains("Not done.");
        browser.post(url("/apps/shop/certificate/authority/email"), Map.of("email", ""));
        assertThat(browser.get(url("/apps/shop/certificate")).body())
                .doesNotContain("value=\"ann@example.com\"");
    }

    @Test
    void memberReadsHowToPushWithATokenOfTheirOwn() throws Exception {
        Users users = bean(Users.class);
        var _ = users.add("max", Role.MEMBER);
        users.changePassword("max", PASSWORD);
        WebClient other = new WebClient();
        signIn(other, "max", PASSWORD);
        assertThat(other.get(url("/")).body()).contains("No app yet").doesNotContain("New app");
        bean(Grants.class).give("max", new AppName("new-one"), Role.DEPLOYER);
        assertThat(other.get(url("/apps/new-one")).body())
                .contains("http://max:$TOKEN@127.0.0.1:", "docker login -u max")
                .doesNotContain("admin-token", "ssh-keys:add");
        var _ = users.remove("max");
    }

    private void build(Status status, Instant at) throws IOException {
        boolean over = status != Status.RUNNING;
        BuildRecord record =
                new BuildRecord(
                        "b1",
                        "shop",
                        status,
                        "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b",
                        "admin",
                        at,
                        at,
                        over ? at.plusSeconds(2) : null,
                        status == Status.FAILED ? "npm says <no>" : "");
        Files.createDirectories(builds());
        Files.writeString(
                builds().resolve("b1.json"),
                JsonMapper.builder().build().writeValueAsString(record));
        Files.writeString(
                builds().resolve("b1.log"),
                "-----> Node.js app detected\n\u001b[31mred\u001b[0m <b>\n");
    }

    private Path builds() {
        return bean(SampanHome.class).resolve("builds", "shop");
    }
}
