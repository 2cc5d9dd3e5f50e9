package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ConfigOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Config vars of an app, and those of all apps. */
@RestController
@RequestMapping("/api/v1")
class ConfigApi {

    private final ConfigOperations config;

    ConfigApi(ConfigOperations config) {
        this.config = config;
    }

    @GetMapping("/apps/{app}/config")
    @Operation(summary = "The config vars of an app")
    SortedMap<String, String> get(
            Caller caller,
            @PathVariable String app,
            @RequestParam(defaultValue = "false") boolean merged) {
        Optional<AppName> name = Optional.of(AppName.parse(app));
        return (merged ? config.merged(caller, name) : config.of(caller, name)).values();
    }

    @PatchMapping("/apps/{app}/config")
    @Operation(summary = "Sets config vars, or removes those whose value is null")
    DeployLines.Answer change(
            Caller caller,
            @PathVariable String app,
            @RequestBody Map<String, @Nullable String> vars,
            @RequestParam(defaultValue = "true") boolean restart)
            throws InterruptedException {
        AppName name = AppName.parse(app);
        change(caller, Optional.of(name), vars);
        return restart(caller, name, "Change " + String.join(", ", vars.keySet()), restart);
    }

    @PutMapping("/apps/{app}/config")
    @Operation(summary = "Sets these config vars and removes all others")
    DeployLines.Answer replace(
            Caller caller,
            @PathVariable String app,
            @RequestBody Map<String, @Nullable String> vars,
            @RequestParam(defaultValue = "true") boolean restart)
            throws InterruptedException {
        AppName name = AppName.parse(app);
        config.replace(caller, Optional.of(name), Fields.values(vars));
        return restart(caller, name, "Replace config", restart);
    }

    @GetMapping("/config")
    @Operation(summary = "The config vars of all apps")
    SortedMap<String, String> global(Caller caller) {
        return config.of(caller, Optional.empty()).values();
    }

    @PutMapping("/config")
    @Operation(summary = "Sets these config vars of all apps and removes all others")
    SortedMap<String, String> replaceGlobal(
            Caller caller, @RequestBody Map<String, @Nullable String> vars) {
        config.replace(caller, Optional.empty(), Fields.values(vars));
        return config.of(caller, Optional.empty()).values();
    }

    @PatchMapping("/config")
    @Operation(summary = "Sets config vars of all apps, or removes those whose value is null")
    SortedMap<String, String> changeGlobal(
            Caller caller, @RequestBody Map<String, @Nullable String> vars) {
        change(caller, Optional.empty(), vars);
        return config.of(caller, Optional.empty()).values();
    }

    private void change(Caller caller, Optional<AppName> app, Map<String, @Nullable String> vars) {
        Map<String, String> set = new TreeMap<>();
        List<String> unset = new ArrayList<>();
        vars.forEach(
                (key, value) -> {
                    if (value == null) {
                        unset.add(key);
                    } else {
                        set.put(key, value);
                    }
                });
        if (!set.isEmpty()) {
            config.set(caller, app, set);
        }
        if (!unset.isEmpty()) {
            config.unset(caller, app, unset);
        }
    }

    private DeployLines.Answer restart(Caller caller, AppName app, String what, boolean wanted)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        if (wanted) {
            config.restart(
                    caller,
                    app,
                    what.length() > 200 ? what.substring(0, 200) + "…" : what,
                    lines.log());
        }
        return lines.answer();
    }
}
