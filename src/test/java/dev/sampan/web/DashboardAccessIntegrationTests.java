package dev.sampan.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.account.Grants;
import dev.sampan.account.Role;
import dev.sampan.account.SshKeys;
import dev.sampan.account.Users;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.web.Routes.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Who may open and send what: every route of the dashboard, as nobody, as members of an app, and by the pages for users. */
class DashboardAccessIntegrationTests extends DashboardContext {

    private static final String PASSWORD = "a long enough one";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDSU2Hw34e7f4pLNxVMZyIh3yAjQdkO8Y+9Wl/fzsaEU ann@desk";
    private static final Pattern SECRET = Pattern.compile("id=\"secret\">([^<]+)<");
    private static final Pattern POST_FORM = Pattern.compile("action=\"([^\"]+)\" method=\"post\"");

    /** What every user may open, whatever the role. */
    private static final Set<String> COMMON = Set.of("GET /", "GET /apps", "GET /limits");

    private final WebClient browser = new WebClient();

    @BeforeEach
    void addUsers() {
        addUser("ann", Role.VIEWER);
        addUser("bob", Role.DEPLOYER);
    }

    @Test
    void nobodyIsLetIn() throws Exception {
        browser.get(url("/login"));
        for (Route route : routes()) {
            HttpResponse<String> answer = send(browser, route, "shop");
            assertThat(answer.statusCode()).describedAs(route.toString()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location").orElse(""))
                    .describedAs(route.toString())
                    .endsWith("/login");
        }
    }

    @Test
    void memberGetsNothingOfOtherAppsAndNothingOfThePlatform() throws Exception {
        signIn(browser, "bob", PASSWORD);
        List<String> open = new ArrayList<>();
        for (Route route : routes()) {
            if (status(browser, route, "blog") != 403) {
                open.add(route.toString());
            }
        }
        assertThat(open).containsExactlyInAnyOrderElementsOf(COMMON);
        assertThat(bean(Apps.class).exists(new AppName("blog"))).isTrue();
        assertThat(browser.get(url("/apps/blog")).body()).contains("You may not do this");
        assertThat(browser.get(url("/")).body())
                .contains(">shop<")
                .doesNotContain(">blog<", ">notes<", "New app", "/users", "/events", "/cleanup");
        assertThat(forms(browser.get(url("/limits")).body())).containsExactly("/logout");
    }

    @Test
    void viewerOfAnAppReadsItsPagesAndSendsNothing() throws Exception {
        signIn(browser, "ann", PASSWORD);
        for (Route route : routes().stream().filter(Route::isOfApp).toList()) {
            boolean readable =
                    !route.isPost()
                            && !route.path().endsWith("/config")
                            && !route.path().endsWith("/access");
            assertThat(status(browser, route, "shop"))
                    .describedAs(route.toString())
                    .isEqualTo(readable ? 200 : 403);
            if (readable && !route.isStream()) {
                String page = browser.get(url(route.of("shop"))).body();
                assertThat(forms(page)).describedAs(route.path()).containsExactly("/logout");
                assertThat(page).contains("you may look, not change").doesNotContain(">Config<");
            }
        }
    }

    @Test
    void deployerOfAnAppChangesItAndDoesNotDestroyIt() throws Exception {
        signIn(browser, "bob", PASSWORD);
        for (Route route : routes().stream().filter(Route::isOfApp).toList()) {
            if (!route.isPost()) {
                assertThat(status(browser, route, "shop"))
                        .describedAs(route.toString())
                        .isEqualTo(route.path().endsWith("/access") ? 403 : 200);
            } else if (route.path().contains("/access") || route.path().endsWith("/destroy")) {
                assertThat(status(browser, route, "shop"))
                        .describedAs(route.toString())
                        .isEqualTo(403);
            }
        }
        assertThat(browser.get(url("/apps/shop/settings")).body())
                .contains("Deploy branch")
                .doesNotContain("Destroy", "admin-token");
        browser.post(url("/apps/shop/storage"), Map.of("volume", "files", "path", "/app/files"));
        assertThat(browser.get(url("/apps/shop/storage")).body())
                .contains("./sampan storage:mount shop files:/app/files")
                .contains("made at the next start");
        browser.post(url("/apps/shop/storage/unmount"), Map.of("mount", "files:/app/files"));
        assertThat(browser.get(url("/apps/shop/storage")).body())
                .contains("./sampan storage:unmount shop files:/app/files")
                .contains("None yet.");
    }

    @Test
    void whatIsTakenAwayEndsInSessionsThatAreOpen() throws Exception {
        addUser("eve", Role.DEPLOYER);
        signIn(browser, "eve", PASSWORD);
        assertThat(browser.get(url("/apps/shop")).statusCode()).isEqualTo(200);
        assertThat(bean(Grants.class).take("eve", DashboardFixture.SHOP)).isTrue();
        assertThat(browser.get(url("/apps/shop")).statusCode()).isEqualTo(403);
        var _ = bean(Users.class).remove("eve");
        assertThat(browser.get(url("/")).statusCode()).isEqualTo(403);
    }

    @Test
    void userIsAddedGetsAnAppAndSignsIn() throws Exception {
        signIn(browser, Users.ADMIN, password());
        browser.get(url("/users"));
        browser.post(url("/users"), Map.of("name", "zoe", "role", "member"));
        assertThat(browser.get(url("/users/zoe")).body())
                .contains("./sampan users:add zoe member")
                .contains("None yet: give the first one below");

        browser.post(url("/users/zoe/apps"), Map.of("app", "shop", "role", "viewer"));
        assertThat(browser.get(url("/users/zoe")).body())
                .contains("./sampan acl:add shop zoe viewer");
        assertThat(browser.get(url("/apps/shop/access")).body())
                .containsPattern(">zoe</a></th>\\s*<td data-label=\"May\">viewer<")
                .containsPattern(">admin</a></th>\\s*<td data-label=\"May\">admin<");

        browser.post(url("/users/zoe/keys"), Map.of("name", "zoe-desk", "key", KEY));
        assertThat(browser.get(url("/users/zoe")).body())
                .contains("./sampan ssh-keys:add --user zoe zoe-desk &lt; key.pub")
                .contains(">zoe-desk<", "SHA256:");
        browser.post(url("/users/zoe/keys/remove"), Map.of("key", "zoe-desk"));
        assertThat(browser.get(url("/users/zoe")).body())
                .contains("./sampan ssh-keys:remove zoe-desk");
        assertThat(bean(SshKeys.class).list()).noneMatch(key -> key.name().equals("zoe-desk"));

        String made = secret("/users/zoe/password", "/users/zoe");
        assertThat(browser.get(url("/users/zoe")).body()).doesNotContain(made);
        WebClient other = new WebClient();
        signIn(other, "zoe", made);
        assertThat(other.get(url("/")).body()).contains(">shop<").doesNotContain(">blog<");
        assertThat(secret("/users/zoe/token", "/users/zoe")).isNotEqualTo(made);

        browser.post(url("/users/zoe/role"), Map.of("role", "viewer"));
        assertThat(browser.get(url("/users/zoe")).body()).contains("As viewer, this user has all");
        assertThat(other.get(url("/")).body()).contains(">shop<", ">blog<");
        browser.post(url("/apps/shop/access/remove"), Map.of("user", "zoe"));
        assertThat(browser.get(url("/apps/shop/access")).body())
                .contains("./sampan acl:remove shop zoe")
                .contains("the role is for all apps");
        browser.post(url("/users/zoe/remove"), Map.of());
        assertThat(browser.get(url("/users")).body())
                .contains("zoe is gone")
                .doesNotContain(">zoe<");
        assertThat(other.get(url("/")).statusCode()).isEqualTo(403);
        assertThat(browser.get(url("/events?find=zoe")).body())
                .contains("users:add", "acl:add", "users:remove")
                .doesNotContain("apps:create", made);
    }

    @Test
    void administratorStaysAsItIs() throws Exception {
        signIn(browser, Users.ADMIN, password());
        assertThat(browser.get(url("/users/admin")).body())
                .contains("they stand in files of this machine")
                .doesNotContain("/users/admin/role", "/users/admin/remove");
        browser.post(url("/users/admin/role"), Map.of("role", "member"));
        assertThat(browser.get(url("/users/admin")).body())
                .contains("Not done.", "User &#39;admin&#39; stays as it is");
        assertThat(browser.get(url("/users/nobody-here")).statusCode()).isEqualTo(404);
    }

    private void addUser(String name, Role ofShop) {
        Users users = bean(Users.class);
        if (users.find(name).isEmpty()) {
            var _ = users.add(name, Role.MEMBER);
            users.changePassword(name, PASSWORD);
            bean(Grants.class).give(name, DashboardFixture.SHOP, ofShop);
        }
    }

    private List<Route> routes() {
        List<Route> all =
                Routes.of(bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class))
                        .stream()
                        .filter(route -> !route.path().equals(SignInFailure.WAIT_PAGE))
                        .toList();
        assertThat(all).hasSizeGreaterThan(70);
        return all;
    }

    private HttpResponse<String> send(WebClient client, Route route, String app) throws Exception {
        return route.isPost()
                ? client.post(url(route.of(app)), route.formOf(app))
                : client.get(url(route.of(app)));
    }

    /** A stream that is let through does not end, so only how it begins is looked at. */
    private int status(WebClient client, Route route, String app) throws Exception {
        return route.isStream()
                ? client.begin(url(route.of(app)))
                : send(client, route, app).statusCode();
    }

    /** What is shown once after a form without fields was sent. */
    private String secret(String form, String page) throws Exception {
        browser.post(url(form), Map.of());
        Matcher matcher = SECRET.matcher(browser.get(url(page)).body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static List<String> forms(String page) {
        return POST_FORM.matcher(page).results().map(form -> form.group(1)).toList();
    }
}
