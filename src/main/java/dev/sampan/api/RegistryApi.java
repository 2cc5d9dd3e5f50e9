package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.app.RegistrySetting;
import dev.sampan.operation.Caller;
import dev.sampan.operation.RegistryOperations;
import dev.sampan.operation.RegistryPushOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Other registries: where the images of releases are pushed, and the logins there. */
@RestController
class RegistryApi {

    private static final String OF_APP = "/api/v1/apps/{app}/registry";
    private static final String OF_ALL = "/api/v1/registry";

    private final RegistryPushOperations pushes;
    private final RegistryOperations registries;

    RegistryApi(RegistryPushOperations pushes, RegistryOperations registries) {
        this.pushes = pushes;
        this.registries = registries;
    }

    /**
     * One setting.
     *
     * @param set what somebody set here; empty when nothing
     * @param effective what holds
     */
    record SettingView(String set, String effective) {}

    /** The settings by their names, and the user name at each registry. */
    record RegistryView(Map<String, SettingView> settings, Map<String, String> logins) {}

    /** A login that is asked for at the registry before it is kept. */
    record Login(@Nullable String username, @Nullable String password) {}

    @GetMapping(OF_APP)
    @Operation(summary = "Where the images of an app's releases are pushed, and its logins")
    RegistryView get(Caller caller, @PathVariable String app) {
        AppName name = AppName.parse(app);
        Map<String, SettingView> settings = new TreeMap<>();
        for (RegistrySetting setting : RegistrySetting.values()) {
            RegistryPushOperations.Setting value = pushes.setting(caller, name, setting);
            settings.put(
                    setting.word(), new SettingView(value.own().orElse(""), value.effective()));
        }
        return new RegistryView(settings, registries.users(caller, Optional.of(name)));
    }

    @PatchMapping(OF_APP)
    @Operation(
            summary = "Changes where the images of an app's releases are pushed; empty unsets",
            description = "The names are those of registry:set")
    RegistryView set(
            Caller caller,
            @PathVariable String app,
            @RequestBody Map<String, @Nullable String> wanted) {
        apply(caller, Optional.of(AppName.parse(app)), wanted);
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "Where images are pushed of apps without a setting of their own")
    RegistryView getGlobal(Caller caller) {
        Map<String, SettingView> settings = new TreeMap<>();
        for (RegistrySetting setting : RegistrySetting.values()) {
            if (setting.isGlobal()) {
                Optional<String> set = pushes.globalSetting(caller, setting);
                settings.put(
                        setting.word(),
                        new SettingView(set.orElse(""), set.orElse(setting.standard())));
            }
        }
        return new RegistryView(settings, registries.users(caller, Optional.empty()));
    }

    @PatchMapping(OF_ALL)
    @Operation(summary = "Changes where images are pushed of apps without a setting of their own")
    RegistryView setGlobal(Caller caller, @RequestBody Map<String, @Nullable String> wanted) {
        apply(caller, Optional.empty(), wanted);
        return getGlobal(caller);
    }

    @PutMapping(OF_APP + "/logins/{server}")
    @Operation(summary = "Logs an app in at a registry")
    RegistryView login(
            Caller caller,
            @PathVariable String app,
            @PathVariable String server,
            @RequestBody Login login)
            throws InterruptedException {
        registries.login(
                caller,
                Optional.of(AppName.parse(app)),
                server,
                Fields.required("username", login.username()),
                Fields.required("password", login.password()));
        return get(caller, app);
    }

    @DeleteMapping(OF_APP + "/logins/{server}")
    @Operation(summary = "Forgets the login of an app at a registry")
    RegistryView logout(Caller caller, @PathVariable String app, @PathVariable String server) {
        if (!registries.logout(caller, Optional.of(AppName.parse(app)), server)) {
            throw RefusedException.notFound(
                    "App '%s' is not logged in at '%s'".formatted(app, server));
        }
        return get(caller, app);
    }

    private void apply(Caller caller, Optional<AppName> app, Map<String, @Nullable String> wanted) {
        Map<RegistrySetting, String> settings = new TreeMap<>();
        Fields.values(wanted)
                .forEach((word, value) -> settings.put(RegistrySetting.parse(word), value));
        settings.forEach(
                (setting, value) ->
                        pushes.set(
                                caller,
                                app,
                                setting,
                                Optional.of(value).filter(text -> !text.isBlank())));
    }
}
