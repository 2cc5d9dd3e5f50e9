package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.FakeContainers;
import dev.sampan.account.Users;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Environments;
import dev.sampan.app.Formations;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Releases;
import dev.sampan.certificate.CertificateMaker;
import dev.sampan.container.ContainerEvents;
import dev.sampan.container.StorageUsage;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.security.core.userdetails.UserDetailsService;

/** The dashboard as a browser without JavaScript gets it. */
class DashboardIntegrationTests extends DashboardContext {

    private static final List<String> TABS =
            List.of(
                    "",
                    "/releases",
                    "/builds",
                    "/storage",
                    "/checks",
                    "/access",
                    "/config",
                    "/domains",
                    "/router",
                    "/certificate",
                    "/network",
                    "/limits",
                    "/cron",
                    "/logs",
                    "/settings");

    private final WebClient browser = new WebClient();

    @Test
    void tasksAreRunAndSuspended() throws Exception {
        signIn();
        String page = browser.get(url("/apps/shop/cron")).body();
        assertThat(page).contains("<code>@yearly</code>", "forbid", "never");
        Matcher task = Pattern.compile("name=\"task\" value=\"([0-9a-z]{25})\"").matcher(page);
        assertThat(task.find()).isTrue();

        browser.post(url("/apps/shop/cron/run"), Map.of("task", task.group(1)));
        assertThat(browser.get(url("/apps/shop/cron")).body())
                .contains("./sampan cron:run --detach shop " + task.group(1))
                .doesNotContain(">never<");
        browser.post(
                url("/apps/shop/cron/suspend"), Map.of("task", task.group(1), "suspended", "true"));
        assertThat(browser.get(url("/apps/shop/cron")).body())
                .contains("<span>suspended</span>", "Resume");
        browser.post(
                url("/apps/shop/cron/suspend"),
                Map.of("task", task.group(1), "suspended", "false"));
        assertThat(browser.get(url("/apps/shop/cron")).body()).contains(">Suspend<");
    }

    @Test
    void scriptsAreToldToSignInInsteadOfGettingThePage() throws Exception {
        HttpResponse<String> poll = browser.get(url("/"), "HX-Request", "true");
        assertThat(poll.statusCode()).isEqualTo(401);
        assertThat(poll.headers().firstValue("HX-Redirect")).contains("/login");
        assertThat(
                        browser.get(url("/apps/shop/logs/stream"), "Accept", "text/event-stream")
                                .statusCode())
                .isEqualTo(401);
    }

    @Test
    void signInRefusesWrongPasswordAndSignOutEndsTheSession() throws Exception {
        browser.get(url("/login"));
        HttpResponse<String> wrong =
                browser.post(url("/login"), Map.of("username", "admin", "password", "wrong"));
        assertThat(wrong.headers().firstValue("Location").orElse("")).endsWith("/login?error");
        assertThat(browser.get(url("/login?error")).body())
                .contains("Name or password is wrong")
                .contains("secrets/admin-password");
        signIn();
        assertThat(browser.get(url("/")).statusCode()).isEqualTo(200);
        browser.post(url("/logout"), Map.of());
        assertThat(browser.get(url("/")).statusCode()).isEqualTo(302);
    }

    @Test
    void nobodyIsKnownBesideTheAccounts() {
        assertThatThrownBy(() -> bean(UserDetailsService.class))
                .as("users that the framework makes up, with a password in the log")
                .isInstanceOf(NoSuchBeanDefinitionException.class);
    }

    @Test
    void passwordsAreLookedAtNoMoreAfterManyWrongOnesFromTheirAddress() throws Exception {
        WebClient hostile =
                new WebClient(
                        HttpClient.newBuilder()
                                .localAddress(InetAddress.ofLiteral("127.0.0.77"))
                                .cookieHandler(new CookieManager())
                                .build());
        hostile.get(url("/login"));
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> wrong =
                    hostile.post(url("/login"), Map.of("username", "admin", "password", "guess"));
            assertThat(wrong.headers().firstValue("Location").orElse("")).endsWith("/login?error");
        }

        HttpResponse<String> refused =
                hostile.post(url("/login"), Map.of("username", "admin", "password", password()));

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(refused.body())
                .containsPattern("Try again in <span>[0-9]+</span> seconds")
                .contains("name=\"password\"");
        assertThat(hostile.get(url("/")).statusCode()).isEqualTo(302);
        assertThat(hostile.get(url("/login/wait")).statusCode()).isEqualTo(302);
        signIn();
    }

    @Test
    void pagesOfAnAppWarnWhenItsDiskIsNotLimited() throws Exception {
        signIn();
        FakeContainers containers = bean(FakeContainers.class);
        StorageUsage limited = containers.storageUsage("shop");
        try {
            bean(DiskMeter.class).forget(DashboardFixture.SHOP);
            assertThat(browser.get(url("/apps/shop")).body()).doesNotContain("is not limited");
            containers.fill(new StorageUsage(limited.used(), Optional.empty()));
            bean(DiskMeter.class).forget(DashboardFixture.SHOP);
            assertThat(browser.get(url("/apps/shop")).body())
                    .contains("Disk is not limited.")
                    .contains("quota driver is <code>none</code>")
                    .contains("fill the disk of the machine");
            assertThat(browser.get(url("/apps/shop/limits")).body())
                    .contains("The disk limit has no effect.");
        } finally {
            containers.fill(limited);
            bean(DiskMeter.class).forget(DashboardFixture.SHOP);
        }
    }

    @Test
    void pagesOfAnAppTellWhichLimitsWereHit() throws Exception {
        signIn();
        FakeContainers containers = bean(FakeContainers.class);
        String page = "";
        for (int looks = 1; looks < 400 && !page.contains("could not be started"); looks++) {
            containers.count("shop", new ContainerEvents(0, looks, Duration.ZERO));
            page = browser.get(url("/apps/shop/limits")).body();
        }

        assertThat(page)
                .containsPattern(
                        "Limit of \\d+ processes and threads reached: \\d+ could not be started");
        assertThat(browser.get(url("/apps/shop")).body())
                .containsPattern("Limit of \\d+ processes and threads reached");
    }

    @Test
    void formsWithoutTokenAreRefused() throws Exception {
        signIn();
        HttpResponse<String> refused =
                browser.postWithToken(
                        url("/apps/shop/config"), Map.of("key", "A", "value", "1"), "x");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("That was refused");
        assertThat(bean(Environments.class).of(Optional.of(DashboardFixture.SHOP)).get("A"))
                .isEmpty();
    }

    @Test
    void pagesAllowNothingFromElsewhereAndNoScriptInside() throws Exception {
        signIn();
        for (String tab : TABS) {
            HttpResponse<String> page = browser.get(url("/apps/shop" + tab));
            assertThat(page.statusCode()).describedAs(tab).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'self'")
                    .contains("frame-ancestors 'none'");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
            assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
            assertThat(page.body())
                    .describedAs(tab)
                    .doesNotContain(DashboardFixture.SCRIPT)
                    .doesNotContainPattern(" style=\"| on[a-z]+=\"|<style|<script>")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//(?!shop\\.)");
        }
    }

    @Test
    void sessionCookieIsKeptFromScriptsAndOtherSites() throws Exception {
        HttpResponse<String> page = browser.get(url("/login"));
        assertThat(page.headers().firstValue("Set-Cookie").orElse(""))
                .contains("HttpOnly")
                .contains("SameSite=Lax");
    }

    @Test
    void listShowsEachStateInWords() throws Exception {
        signIn();
        String page = browser.get(url("/")).body();
        assertThat(page)
                .contains(">running<", ">stopped<", ">never deployed<")
                .contains("http://shop.localhost")
                .contains("http://shop.example.com")
                .contains("20 MiB of 512 MiB")
                .contains("1 of 1");
    }

    @Test
    void secondReleaseServesBesideTheFirstAndIsCounted() throws Exception {
        signIn();
        String url = url("/apps/shop/split");
        int base = bean(Releases.class).current(DashboardFixture.SHOP).orElseThrow().number();
        assertThat(browser.get(url("/apps/shop")).body()).doesNotContain("Several releases serve");
        assertThat(browser.get(url("/apps/shop/releases")).body())
                .contains("Serve beside")
                .contains("serves now");
        try {
            browser.post(url, Map.of("release", "1", "percent", "10"));

            String page = browser.get(url("/apps/shop")).body();
            assertThat(page)
                    .contains("./sampan releases:split shop v%d=90 v1=10".formatted(base))
                    .contains("v1 gets 10 % of the requests now")
                    .contains("Several releases serve", ">90 %<", ">10 %<", "web.v1.1")
                    .contains("Back to v" + base, "All to v1");
            assertThat(browser.get(url("/apps/shop/releases")).body())
                    .contains("90 % of the requests", "10 % of the requests");
            browser.post(url, Map.of("release", "1", "percent", "100"));
            assertThat(browser.get(url("/apps/shop")).body()).contains("Not done");
        } finally {
            browser.post(url("/apps/shop/split/end"), Map.of("release", Integer.toString(base)));
        }
        assertThat(browser.get(url("/apps/shop")).body())
                .contains("v%d serves alone now".formatted(base))
                .doesNotContain("Several releases serve");
    }

    @Test
    void overviewShowsWhyAProcessEnded() throws Exception {
        signIn();
        String page = browser.get(url("/apps/blog")).body();
        assertThat(page).contains("could not be started").contains("Next start");
    }

    @Test
    void appWithoutReleaseShowsTheCommandsOfAFirstPush() throws Exception {
        signIn();
        assertThat(browser.get(url("/apps/new-one")).body())
                .contains("secrets/admin-token")
                .contains("/git/new-one.git HEAD:main")
                .contains("ssh://sampan@127.0.0.1:");
    }

    @Test
    void configValuesAreHiddenUntilOneIsAskedFor() throws Exception {
        signIn();
        String hidden = browser.get(url("/apps/shop/config")).body();
        assertThat(hidden)
                .contains("DATABASE_URL", "GREETING", "TZ")
                .doesNotContain("s3cret", "other-value", "Madrid");
        String one = browser.get(url("/apps/shop/config?show=DATABASE_URL")).body();
        assertThat(one)
                .contains("s3cret-&lt;b&gt;value&lt;/b&gt;")
                .doesNotContain("other-value", "Madrid");
    }

    @Test
    void configIsChangedAndTheCommandNamedWithoutTheValue() throws Exception {
        signIn();
        browser.get(url("/apps/new-one/config"));
        HttpResponse<String> answer =
                browser.post(
                        url("/apps/new-one/config"), Map.of("key", "TOKEN", "value", "a\r\nhush"));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(browser.get(url("/apps/new-one/config")).body())
                .contains("Set TOKEN")
                .contains("./sampan config:set --no-restart new-one TOKEN=…")
                .doesNotContain("hush");
        Environments config = bean(Environments.class);
        AppName app = new AppName("new-one");
        assertThat(config.of(Optional.of(app)).get("TOKEN")).contains("a\nhush");
        browser.post(url("/apps/new-one/config/unset"), Map.of("key", "TOKEN"));
        assertThat(config.of(Optional.of(app)).get("TOKEN")).isEmpty();
    }

    @Test
    void refusedChangeSaysWhyOnTheNextPage() throws Exception {
        signIn();
        browser.get(url("/apps/shop/config"));
        browser.post(url("/apps/shop/config"), Map.of("key", "1<script>", "value", "x"));
        assertThat(browser.get(url("/apps/shop/config")).body())
                .contains("Not done.")
                .contains("Invalid key name: &#39;1&lt;script&gt;&#39;");
    }

    @Test
    void appIsScaledAndDestroyedByForms() throws Exception {
        signIn();
        browser.get(url("/"));
        browser.post(url("/apps"), Map.of("name", "short-lived"));
        AppName app = new AppName("short-lived");
        browser.get(url("/apps/short-lived"));
        browser.post(url("/apps/short-lived/scale"), Map.of("type", "web", "quantity", "3"));
        assertThat(bean(Formations.class).of(app).quantity(ProcessType.WEB)).isEqualTo(3);
        assertThat(browser.get(url("/apps/short-lived")).body())
                .contains("./sampan ps:scale short-lived web=3");
        browser.post(url("/apps/short-lived/destroy"), Map.of("confirm", "other"));
        assertThat(browser.get(url("/apps/short-lived/settings")).body())
                .contains("type its name to confirm");
        browser.post(url("/apps/short-lived/destroy"), Map.of("confirm", "short-lived"));
        assertThat(bean(Apps.class).exists(app)).isFalse();
        assertThat(browser.get(url("/")).body()).contains("is gone");
    }

    private void limitsOfOneTypeOfAllApps() throws Exception {
        browser.post(url("/limits"), Map.of("type", "worker", "pids", "77"));
        assertThat(browser.get(url("/limits")).body())
                .contains("./sampan resource:limit --process-type worker --pids 77 --global")
                .contains("<td data-label=\"worker\">77</td>");
        browser.post(url("/reservations"), Map.of("type", "worker", "memory", "65m"));
        assertThat(browser.get(url("/limits")).body())
                .contains("./sampan resource:reserve --process-type worker --memory 65m --global");
        browser.post(url("/reservations"), Map.of("type", "", "memory", "66m", "cpu", "0.5"));
        assertThat(browser.get(url("/limits")).body())
                .contains("./sampan resource:reserve --cpu 0.5 --memory 66m --global")
                .contains("<td data-label=\"worker\">65m</td>")
                .contains("<span>66m</span>")
                .contains("<td data-label=\"worker\">0.5</td>");
        browser.post(url("/limits"), Map.of("type", "worker", "memory", "60m"));
        assertThat(browser.get(url("/limits")).body())
                .contains("Reservation memory=65m of &#39;all apps (worker)&#39;")
                .contains("above its limit memory=60m");
        for (String type : List.of("worker", "")) {
            browser.post(url("/reservations/clear"), Map.of("type", type));
            assertThat(browser.get(url("/limits")).body()).contains("Nothing is reserved any more");
        }
        browser.post(url("/limits/clear"), Map.of("type", "worker"));
        assertThat(browser.get(url("/limits")).body())
                .contains("./sampan resource:limit-clear --process-type worker --global")
                .doesNotContain("data-label=\"worker\"")
                .doesNotContain("<span>66m</span>");
    }

    @Test
    void limitsAndDomainsAreChangedByForms() throws Exception {
        signIn();
        browser.get(url("/apps/new-one/limits"));
        browser.post(url("/apps/new-one/limits"), Map.of("memory", "300m", "cpu", ""));
        assertThat(browser.get(url("/apps/new-one/limits")).body())
                .contains("./sampan resource:limit --memory 300m new-one")
                .contains(">300m<");
        browser.post(url("/apps/new-one/limits"), Map.of("memory", "a lot"));
        assertThat(browser.get(url("/apps/new-one/limits")).body()).contains("cannot be read");
        browser.post(
                url("/apps/new-one/limits"),
                Map.of("io-write", "20m", "cpuset", "0", "type", "web"));
        assertThat(browser.get(url("/apps/new-one/limits")).body())
                .contains(
                        "./sampan resource:limit --process-type web --cpuset 0 --io-write 20m"
                                + " new-one")
                .contains("Nothing: no process came up against a limit");
        browser.post(url("/apps/new-one/reservations"), Map.of("memory", "64", "cpu", ""));
        assertThat(browser.get(url("/apps/new-one/limits")).body())
                .contains("./sampan resource:reserve --memory 64 new-one")
                .contains("<span>64m</span>");
        browser.post(url("/apps/new-one/reservations/clear"), Map.of("memory", ""));
        assertThat(browser.get(url("/apps/new-one/limits")).body())
                .contains("./sampan resource:reserve-clear new-one")
                .doesNotContain("<span>64m</span>");
        assertThat(browser.get(url("/neighbours")).body())
                .contains("Nobody had to wait")
                .contains("No app has been slowed down");
        browser.post(url("/limits"), Map.of("pids", "99"));
        assertThat(browser.get(url("/limits")).body())
                .contains("./sampan resource:limit --pids 99 --global")
                .contains("<span>99</span>");
        assertThat(browser.get(url("/apps/new-one/limits")).body()).contains("<span>99</span>");
        browser.post(url("/limits/clear"), Map.of());
        assertThat(browser.get(url("/limits")).body()).doesNotContain("<span>99</span>");
        limitsOfOneTypeOfAllApps();
        browser.post(url("/limits"), Map.of("memory", "29m"));
        assertThat(browser.get(url("/limits")).body())
                .contains("This host cannot give")
                .doesNotContain("<span>29m</span>");
        browser.post(url("/apps/new-one/domains"), Map.of("domain", "new.example.com"));
        assertThat(browser.get(url("/apps/new-one/domains")).body())
                .contains("./sampan domains:add new-one new.example.com")
                .contains("<span>new.example.com</span>");
        browser.post(url("/apps/new-one/domains/remove"), Map.of("domain", "new.example.com"));
        assertThat(browser.get(url("/apps/new-one/domains")).body())
                .doesNotContain("<span>new.example.com</span>");
        CertificateMaker.Made made =
                new CertificateMaker()
                        .make(
                                CertificateMaker.day(-1),
                                CertificateMaker.day(5),
                                "new-one.localhost");
        browser.post(
                url("/apps/new-one/certificate"),
                Map.of("chain", made.chainText(), "key", made.keyText()));
        assertThat(browser.get(url("/apps/new-one/certificate")).body())
                .contains("./sampan certs:add new-one server.crt server.key")
                .contains("<span>new-one.localhost</span>")
                .contains("It expires in 4 days")
                .doesNotContain(made.keyText().lines().skip(1).findFirst().orElseThrow());
        browser.post(
                url("/apps/new-one/certificate/transport"),
                Map.of("property", "https-redirect", "wanted", "false"));
        assertThat(browser.get(url("/apps/new-one/certificate")).body())
                .contains("They are served as they are.");
        browser.post(
                url("/apps/new-one/certificate/transport"),
                Map.of("property", "nothing", "wanted", "false"));
        assertThat(browser.get(url("/apps/new-one/certificate")).body())
                .contains("There is no such property of certificates");
        browser.post(url("/apps/new-one/certificate/remove"), Map.of());
        assertThat(browser.get(url("/apps/new-one/certificate")).body())
                .contains("This app has none of its own.");
        browser.post(url("/apps/new-one/network/links"), Map.of("other", "blog"));
        assertThat(browser.get(url("/apps/new-one/network")).body())
                .contains("./sampan network:link new-one blog")
                .contains("<code>blog.internal</code>");
        browser.post(url("/apps/new-one/network/private-ranges"), Map.of("ranges", "10.1.2.0/24"));
        assertThat(browser.get(url("/apps/new-one/network")).body())
                .contains("./sampan network:set new-one private-ranges 10.1.2.0/24")
                .contains("Now: <code>10.1.2.0/24</code>");
        browser.post(url("/apps/new-one/network/private-ranges"), Map.of("ranges", ""));
        browser.post(url("/apps/new-one/network/unlink"), Map.of("other", "blog"));
        assertThat(browser.get(url("/apps/new-one/network")).body())
                .contains("Now: <code>denied</code>")
                .doesNotContain("blog.internal</code>");
        browser.post(
                url("/apps/new-one/router/property"), Map.of("name", "rate-limit", "value", "7/s"));
        assertThat(browser.get(url("/apps/new-one/router")).body())
                .contains("The router does not answer.")
                .contains("./sampan proxy:set new-one rate-limit 7/s")
                .contains("<code>7/s</code>");
        browser.post(
                url("/apps/new-one/router/property"),
                Map.of("name", "rate-limit", "value", "much"));
        assertThat(browser.get(url("/apps/new-one/router")).body())
                .contains("The rate-limit cannot be &#39;much&#39;");
        browser.post(url("/apps/new-one/router/maintenance"), Map.of("on", "true"));
        assertThat(browser.get(url("/apps/new-one/router")).body())
                .contains("Every request gets 503 and a page.");
        browser.post(url("/apps/new-one/router/maintenance"), Map.of("on", "false"));
        browser.post(url("/apps/new-one/router/pause"), Map.of("on", "true"));
        assertThat(browser.get(url("/apps/new-one/router")).body()).contains(">Resume</button>");
        browser.post(url("/apps/new-one/router/pause"), Map.of("on", "false"));
        browser.post(
                url("/apps/new-one/router/redirects"),
                Map.of("from", "old.example.com", "to", "new.example.com"));
        assertThat(browser.get(url("/apps/new-one/router")).body())
                .contains("Remove the redirect from old.example.com");
        browser.post(
                url("/apps/new-one/router/redirects/remove"), Map.of("from", "old.example.com"));
        assertThat(browser.get(url("/apps/new-one/router")).body())
                .doesNotContain("Remove the redirect from old.example.com");
    }

    @Test
    void logLinesAreEscapedAndWithoutColours() throws Exception {
        signIn();
        String page = browser.get(url("/apps/shop/logs")).body();
        assertThat(page)
                .contains("&lt;script&gt;document.title")
                .contains("GET /products/3 200")
                .doesNotContain("\u001b", "[32m");
        assertThat(browser.get(url("/apps/shop/logs?process=worker")).body())
                .doesNotContain("/products/3");
    }

    @Test
    void logStreamBeginsWithTheLastLines() throws Exception {
        HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        signIn(new WebClient(http), Users.ADMIN, password());
        HttpResponse<Stream<String>> stream =
                http.send(
                        HttpRequest.newBuilder(URI.create(url("/apps/shop/logs/stream")))
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            List<String> first = lines.filter(line -> !line.isEmpty()).limit(4).toList();
            assertThat(first.getFirst()).isEqualTo("event:start");
            assertThat(first.getLast()).startsWith("data:{").contains("\"dyno\":\"web.1\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/apps/none", "/apps/UPPER", "/apps/none/logs", "/apps/shop/nothing", "/x"})
    void whatDoesNotExistIsNotFound(String path) throws Exception {
        signIn();
        HttpResponse<String> page = browser.get(url(path));
        assertThat(page.statusCode()).isIn(400, 404);
        assertThat(page.body()).contains("All apps").doesNotContain("Whitelabel", "Exception");
    }

    @Test
    void unreadableNumberIsABadRequest() throws Exception {
        signIn();
        browser.get(url("/apps/shop"));
        HttpResponse<String> page =
                browser.post(url("/apps/shop/scale"), Map.of("type", "web", "quantity", "many"));
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("&#39;many&#39; cannot be the quantity");
    }

    @Test
    void whatCanGoIsShownBeforeItIsRemoved() throws Exception {
        signIn();
        assertThat(browser.get(url("/cleanup")).body())
                .contains("See what would go")
                .doesNotContain("What would go</h2>");
        assertThat(browser.get(url("/cleanup?look=true")).body())
                .contains("What would go</h2>")
                .contains(" bytes) in ");
        assertThat(
                        browser.post(url("/cleanup"), Map.of())
                                .headers()
                                .firstValue("Location")
                                .orElse(""))
                .endsWith("/cleanup");
        assertThat(browser.get(url("/cleanup")).body()).contains("What nothing needs is gone");
    }

    @Test
    void scriptsAndStylesAreServedToEverybody() throws Exception {
        String page = browser.get(url("/login")).body();
        assertThat(page).contains("/assets/sampan.css", "/assets/sampan.js", "htmx");
        assertThat(browser.get(url("/assets/sampan.js")).statusCode()).isEqualTo(200);
        assertThat(browser.get(url("/webjars/htmx.org/dist/htmx.min.js")).statusCode())
                .isEqualTo(200);
    }

    private void signIn() throws Exception {
        signIn(browser, Users.ADMIN, password());
    }
}
