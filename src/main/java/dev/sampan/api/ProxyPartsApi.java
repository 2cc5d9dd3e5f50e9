package dev.sampan.api;

import dev.sampan.api.ProxyApi.ProxyView;
import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.HostRedirect;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProxyOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What there may be several of for one app: redirects, users, pages, paths. */
@RestController
@RequestMapping("/api/v1/apps/{app}/proxy")
class ProxyPartsApi {

    private final ProxyOperations proxy;

    ProxyPartsApi(ProxyOperations proxy) {
        this.proxy = proxy;
    }

    /** Where requests shall be sent; without a status, with 301. */
    record WantedRedirect(@Nullable String to, @Nullable Integer status) {}

    /** What a user has to show. */
    record WantedPassword(@Nullable String password) {}

    /** What shall be shown. */
    record WantedPage(@Nullable String html) {}

    /** Who shall answer. */
    record WantedApp(@Nullable String app) {}

    @PutMapping("/redirects/{from}")
    @Operation(summary = "Sends requests for a host name to another; it holds at once")
    ProxyView redirect(
            Caller caller,
            @PathVariable String app,
            @PathVariable String from,
            @RequestBody WantedRedirect wanted) {
        Integer status = wanted.status();
        proxy.redirect(
                caller,
                AppName.parse(app),
                new HostRedirect(
                        DomainName.parse(from),
                        DomainName.parse(required("to", wanted.to())),
                        status == null ? 301 : status));
        return view(caller, app);
    }

    @DeleteMapping("/redirects/{from}")
    @Operation(summary = "Sends them there no more")
    ProxyView removeRedirect(Caller caller, @PathVariable String app, @PathVariable String from) {
        proxy.removeRedirect(caller, AppName.parse(app), DomainName.parse(from));
        return view(caller, app);
    }

    @PutMapping("/users/{user}")
    @Operation(summary = "Lets only those in who show a user's password, this one among them")
    ProxyView addUser(
            Caller caller,
            @PathVariable String app,
            @PathVariable String user,
            @RequestBody WantedPassword wanted) {
        proxy.addUser(caller, AppName.parse(app), user, required("password", wanted.password()));
        return view(caller, app);
    }

    @DeleteMapping("/users/{user}")
    @Operation(summary = "Lets a user in no more; after the last one everybody is let in")
    ProxyView removeUser(Caller caller, @PathVariable String app, @PathVariable String user) {
        proxy.removeUser(caller, AppName.parse(app), user);
        return view(caller, app);
    }

    @PutMapping("/pages/{status}")
    @Operation(summary = "Gives an answer of the router another page; 'maintenance' is one, too")
    ProxyView setPage(
            Caller caller,
            @PathVariable String app,
            @PathVariable String status,
            @RequestBody WantedPage wanted) {
        return setPage(caller, app, status, Optional.of(required("html", wanted.html())));
    }

    @DeleteMapping("/pages/{status}")
    @Operation(summary = "Goes back to the router's own page")
    ProxyView clearPage(Caller caller, @PathVariable String app, @PathVariable String status) {
        return setPage(caller, app, status, Optional.empty());
    }

    private ProxyView setPage(Caller caller, String app, String status, Optional<String> html) {
        AppName name = AppName.parse(app);
        if (status.equals("maintenance")) {
            proxy.setMaintenancePage(caller, name, html);
        } else if (status.matches("\\d{3}")) {
            proxy.setPage(caller, name, Integer.parseInt(status), html);
        } else {
            throw RefusedException.invalid(
                    "'%s' is neither a status nor 'maintenance'".formatted(status));
        }
        return view(caller, app);
    }

    @PutMapping("/paths")
    @Operation(summary = "Lets another app answer below a path; it holds at once")
    ProxyView addPath(
            Caller caller,
            @PathVariable String app,
            @RequestParam String prefix,
            @RequestBody WantedApp wanted) {
        proxy.addPath(
                caller, AppName.parse(app), prefix, AppName.parse(required("app", wanted.app())));
        return view(caller, app);
    }

    @DeleteMapping("/paths")
    @Operation(summary = "Lets the app itself answer below a path again")
    ProxyView removePath(Caller caller, @PathVariable String app, @RequestParam String prefix) {
        proxy.removePath(caller, AppName.parse(app), prefix);
        return view(caller, app);
    }

    private ProxyView view(Caller caller, String app) {
        return ProxyApi.view(proxy, caller, AppName.parse(app));
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw RefusedException.invalid("The field '%s' is missing".formatted(field));
        }
        return value;
    }
}
