package dev.sampan.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.sampan.host.SampanHome;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser, with JavaScript and without. */
class DashboardBrowserIntegrationTests extends DashboardContext {

    private static Chromium chromium;

    @BeforeAll
    static void startBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    @Test
    void revealsOneValueInPlace() throws Exception {
        try (BrowserContext context = chromium.browser().newContext()) {
            List<String> complaints = new ArrayList<>();
            Page page = signedIn(context, complaints);
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("shop").setExact(true))
                    .click();
            assertThat(page.getByRole(AriaRole.HEADING, named("shop"))).isVisible();
            page.getByRole(AriaRole.LINK, named("Config")).click();
            assertThat(page.locator("body")).not().containsText("s3cret");
            page.getByRole(AriaRole.LINK, named("Show the value of DATABASE_URL")).click();
            assertThat(page.locator("#var-DATABASE_URL .value")).hasText(DashboardFixture.SECRET);
            assertThat(page.locator("body")).not().containsText("other-value");
            page.getByRole(AriaRole.LINK, named("Hide the value of DATABASE_URL")).click();
            assertThat(page.locator("body")).not().containsText("s3cret");
            Assertions.assertThat(page.url()).endsWith("/apps/shop/config");
            Assertions.assertThat(complaints).isEmpty();
        }
    }

    @Test
    void scalesAndShowsTheCommandWhileTyping() throws Exception {
        try (BrowserContext context = chromium.browser().newContext()) {
            List<String> complaints = new ArrayList<>();
            Page page = signedIn(context, complaints);
            page.navigate(url("/apps/shop"));
            page.locator("#quantity-worker").fill("2");
            assertThat(page.locator("main")).containsText("./sampan ps:scale shop worker=2");
            page.locator("#quantity-worker").press("Enter");
            assertThat(page.locator("#notice")).containsText("Scaled worker to 2");
            assertThat(page.locator("#notice")).isFocused();
            assertThat(page.locator("#live")).containsText("worker.2");
            Assertions.assertThat(complaints).isEmpty();
        }
    }

    @Test
    void followsTheLogAndPauses() throws Exception {
        try (BrowserContext context = chromium.browser().newContext()) {
            List<String> complaints = new ArrayList<>();
            Page page = signedIn(context, complaints);
            page.navigate(url("/apps/shop/logs"));
            assertThat(page.locator("#live-state")).hasText("Live");
            say("a new line " + DashboardFixture.SCRIPT);
            assertThat(page.locator("#log")).containsText("a new line <script>");
            page.getByRole(AriaRole.BUTTON, named("Pause")).click();
            say("while paused");
            assertThat(page.locator("#live-state")).hasText("Paused, 1 new");
            assertThat(page.locator("#log")).not().containsText("while paused");
            page.getByRole(AriaRole.BUTTON, named("Go on")).click();
            assertThat(page.locator("#log")).containsText("while paused");
            assertThat(page).hasTitle("Logs of shop · Sampan");
            Assertions.assertThat(complaints).isEmpty();
        }
    }

    @Test
    void isReadableWithoutJavaScript() throws Exception {
        try (BrowserContext context =
                chromium.browser()
                        .newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = signedIn(context, new ArrayList<>());
            assertThat(page.locator("main")).containsText("never deployed");
            page.navigate(url("/apps/shop/logs"));
            assertThat(page.locator("#log")).containsText("GET /products/39 200");
            page.navigate(url("/apps/shop/config"));
            page.getByRole(AriaRole.LINK, named("Show the value of GREETING")).click();
            assertThat(page.locator("#var-GREETING .value")).hasText("other-value");
            assertThat(page.getByRole(AriaRole.LINK, named("Settings"))).isVisible();
            page.setViewportSize(390, 844);
            assertThat(page.getByRole(AriaRole.LINK, named("Settings"))).isHidden();
            page.locator(".menu summary").click();
            page.getByRole(AriaRole.LINK, named("Settings")).click();
            assertThat(page.locator("#pane")).containsText("Deploy branch");
            page.navigate(url("/apps/new-one/settings"));
            page.getByRole(AriaRole.BUTTON, named("Refuse deploys")).click();
            assertThat(page.locator("#notice")).containsText("Deploys are refused from now on");
            page.getByRole(AriaRole.BUTTON, named("Allow deploys")).click();
            assertThat(page.locator("#notice")).containsText("Deploys are allowed again");
        }
    }

    private Page signedIn(BrowserContext context, List<String> complaints) throws Exception {
        Page page = context.newPage();
        page.onConsoleMessage(
                message -> {
                    if (message.type().equals("error")) {
                        complaints.add(message.text());
                    }
                });
        page.onPageError(complaints::add);
        page.onRequest(
                request -> {
                    if (!request.url().startsWith(url("/"))) {
                        complaints.add("asked for " + request.url());
                    }
                });
        page.navigate(url("/"));
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill(password());
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
        assertThat(page.getByRole(AriaRole.HEADING, named("Apps"))).isVisible();
        return page;
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private void say(String text) throws Exception {
        Files.writeString(
                bean(SampanHome.class).resolve("apps", "shop", "logs", "web.1~test.log"),
                "%s stdout F %s\n".formatted(Instant.now(), text),
                StandardOpenOption.APPEND);
    }
}
