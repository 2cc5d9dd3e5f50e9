package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CloneOperations;

import io.swagger.v3.oas.annotations.Operation;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Apps. */
@RestController
@RequestMapping("/api/v1/apps")
class AppsApi {

    private final AppOperations apps;
    private final CloneOperations clones;

    AppsApi(AppOperations apps, CloneOperations clones) {
        this.apps = apps;
        this.clones = clones;
    }

    /** An app that is to be made of another. */
    record Copy(@Nullable String name, @Nullable Boolean deploy) {

        AppName target() {
            return AppName.parse(Fields.required("name", name));
        }

        boolean deploys() {
            return deploy == null || deploy;
        }
    }

    /** An app to be made. */
    record NewApp(@Nullable String name) {}

    /** What can be changed of an app; what is missing stays as it is. An empty branch lets the next push set it. */
    record AppChange(@Nullable String deployBranch, @Nullable Boolean locked) {}

    /** An app. */
    record AppView(
            String name,
            Instant createdAt,
            boolean running,
            boolean locked,
            @Nullable String deployBranch,
            @Nullable String release,
            @Nullable String commit,
            List<String> addresses) {

        static AppView of(AppDetails details) {
            return new AppView(
                    details.app().name().value(),
                    details.app().createdAt(),
                    details.app().isRunning(),
                    details.app().isLocked(),
                    details.app().deployBranch().orElse(null),
                    details.release().map(Release::version).orElse(null),
                    details.release().flatMap(Release::commit).orElse(null),
                    details.addresses());
        }
    }

    @GetMapping
    @Operation(summary = "All apps")
    List<AppView> list(Caller caller) {
        return apps.list(caller).stream()
                .map(app -> AppView.of(apps.details(caller, app)))
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Makes an app")
    ResponseEntity<AppView> create(Caller caller, @RequestBody NewApp request) {
        AppName name = AppName.parse(Fields.required("name", request.name()));
        apps.create(caller, name);
        return ResponseEntity.created(URI.create("/api/v1/apps/" + name))
                .body(AppView.of(apps.details(caller, name)));
    }

    @GetMapping("/{app}")
    @Operation(summary = "An app")
    AppView get(Caller caller, @PathVariable String app) {
        return AppView.of(apps.details(caller, AppName.parse(app)));
    }

    @PatchMapping("/{app}")
    @Operation(summary = "Changes the branch whose push deploys, or refuses deploys")
    AppView change(Caller caller, @PathVariable String app, @RequestBody AppChange change) {
        AppName name = AppName.parse(app);
        if (change.deployBranch() != null) {
            apps.deployFrom(caller, name, change.deployBranch());
        }
        if (change.locked() != null) {
            if (change.locked()) {
                apps.lock(caller, name);
            } else {
                apps.unlock(caller, name);
            }
        }
        return AppView.of(apps.details(caller, name));
    }

    @PostMapping("/{app}/actions/clone")
    @Operation(summary = "Makes an app like another, with its settings, source and image")
    DeployLines.Answer cloneApp(Caller caller, @PathVariable String app, @RequestBody Copy copy)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        clones.clone(caller, AppName.parse(app), copy.target(), copy.deploys(), lines.log());
        return lines.answer();
    }

    @PostMapping("/{app}/actions/rename")
    @Operation(summary = "Gives an app another name")
    DeployLines.Answer rename(Caller caller, @PathVariable String app, @RequestBody Copy copy)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        clones.rename(caller, AppName.parse(app), copy.target(), copy.deploys(), lines.log());
        return lines.answer();
    }

    @DeleteMapping("/{app}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Destroys an app with all that belongs to it")
    void destroy(Caller caller, @PathVariable String app) {
        apps.destroy(caller, AppName.parse(app));
    }
}
