package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ResourceOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What an app may use. */
@RestController
@RequestMapping("/api/v1/apps/{app}/limits")
class LimitsApi {

    private final ResourceOperations resources;

    LimitsApi(ResourceOperations resources) {
        this.resources = resources;
    }

    /**
     * The limits of an app, or of one process type of it, by resource.
     *
     * @param set what somebody set
     * @param effective what holds
     */
    record LimitsView(Map<String, String> set, Map<String, String> effective) {}

    @GetMapping
    @Operation(summary = "The limits of an app, or of one process type")
    LimitsView get(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        AppName name = AppName.parse(app);
        Optional<ProcessType> type = process.map(ProcessType::parse);
        LimitSettings settings = resources.settings(caller, name);
        ResourceLimits limits =
                type.map(wanted -> resources.effective(caller, name, wanted))
                        .orElseGet(() -> resources.effective(caller, name));
        Map<String, String> set = new TreeMap<>();
        settings.at(type).forEach((resource, amount) -> set.put(resource.flag(), amount));
        Map<String, String> effective = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            effective.put(resource.flag(), limits.text(resource));
        }
        return new LimitsView(set, effective);
    }

    @PatchMapping
    @Operation(summary = "Sets limits; they hold at once")
    LimitsView limit(
            Caller caller,
            @PathVariable String app,
            @RequestParam Optional<String> process,
            @RequestBody Map<String, String> amounts) {
        Map<Resource, String> wanted = new EnumMap<>(Resource.class);
        amounts.forEach((name, amount) -> wanted.put(Resource.parse(name), amount));
        resources.limit(caller, AppName.parse(app), process.map(ProcessType::parse), wanted);
        return get(caller, app, process);
    }

    @DeleteMapping
    @Operation(summary = "Goes back to the defaults")
    LimitsView clear(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        resources.clear(caller, AppName.parse(app), process.map(ProcessType::parse));
        return get(caller, app, process);
    }
}
