package dev.sampan.api;

import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ResourceOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What apps may use, and what is reserved for them: for one app, and the defaults of all. */
@RestController
class LimitsApi {

    private static final String OF_APP = "/api/v1/apps/{app}/";
    private static final String OF_ALL = "/api/v1/";

    private final ResourceOperations resources;

    LimitsApi(ResourceOperations resources) {
        this.resources = resources;
    }

    /**
     * Amounts by resource, of an app or of all, or of one process type.
     *
     * @param set what somebody set here
     * @param effective what holds
     */
    record LimitsView(Map<String, String> set, Map<String, String> effective) {}

    @GetMapping(OF_APP + "limits")
    @Operation(summary = "The limits of an app, or of one process type")
    LimitsView get(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        return view(caller, scope(app, process), Allotment.LIMIT);
    }

    @PatchMapping(OF_APP + "limits")
    @Operation(summary = "Sets limits; they hold at once")
    LimitsView limit(
            Caller caller,
            @PathVariable String app,
            @RequestParam Optional<String> process,
            @RequestBody Map<String, @Nullable String> amounts) {
        return set(caller, scope(app, process), Allotment.LIMIT, amounts);
    }

    @DeleteMapping(OF_APP + "limits")
    @Operation(summary = "Goes back to the defaults")
    LimitsView clear(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        return clear(caller, scope(app, process), Allotment.LIMIT);
    }

    @GetMapping(OF_APP + "reservations")
    @Operation(summary = "What an app, or one process type, gets also when the machine is busy")
    LimitsView reservations(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        return view(caller, scope(app, process), Allotment.RESERVE);
    }

    @PatchMapping(OF_APP + "reservations")
    @Operation(summary = "Reserves cpu or memory; it holds at once")
    LimitsView reserve(
            Caller caller,
            @PathVariable String app,
            @RequestParam Optional<String> process,
            @RequestBody Map<String, @Nullable String> amounts) {
        return set(caller, scope(app, process), Allotment.RESERVE, amounts);
    }

    @DeleteMapping(OF_APP + "reservations")
    @Operation(summary = "Reserves nothing any more")
    LimitsView clearReservations(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process) {
        return clear(caller, scope(app, process), Allotment.RESERVE);
    }

    @GetMapping(OF_ALL + "limits")
    @Operation(summary = "The limits of apps that have none of their own")
    LimitsView getGlobal(Caller caller, @RequestParam Optional<String> process) {
        return view(caller, global(process), Allotment.LIMIT);
    }

    @PatchMapping(OF_ALL + "limits")
    @Operation(summary = "Sets limits for all apps that have none of their own; they hold at once")
    LimitsView limitGlobal(
            Caller caller,
            @RequestParam Optional<String> process,
            @RequestBody Map<String, @Nullable String> amounts) {
        return set(caller, global(process), Allotment.LIMIT, amounts);
    }

    @DeleteMapping(OF_ALL + "limits")
    @Operation(summary = "Goes back to the limits of the configuration")
    LimitsView clearGlobal(Caller caller, @RequestParam Optional<String> process) {
        return clear(caller, global(process), Allotment.LIMIT);
    }

    @GetMapping(OF_ALL + "reservations")
    @Operation(
            summary =
                    "What apps get when the machine is busy that have no reservations of their own")
    LimitsView reservedGlobal(Caller caller, @RequestParam Optional<String> process) {
        return view(caller, global(process), Allotment.RESERVE);
    }

    @PatchMapping(OF_ALL + "reservations")
    @Operation(summary = "Reserves cpu or memory for all apps that reserve none; it holds at once")
    LimitsView reserveGlobal(
            Caller caller,
            @RequestParam Optional<String> process,
            @RequestBody Map<String, @Nullable String> amounts) {
        return set(caller, global(process), Allotment.RESERVE, amounts);
    }

    @DeleteMapping(OF_ALL + "reservations")
    @Operation(summary = "Reserves nothing for all apps any more")
    LimitsView clearGlobalReservations(Caller caller, @RequestParam Optional<String> process) {
        return clear(caller, global(process), Allotment.RESERVE);
    }

    private LimitsView set(
            Caller caller,
            ResourceScope scope,
            Allotment kind,
            Map<String, @Nullable String> amounts) {
        Map<Resource, String> wanted = new EnumMap<>(Resource.class);
        Fields.values(amounts).forEach((name, amount) -> wanted.put(Resource.parse(name), amount));
        var _ = resources.set(caller, scope, kind, wanted);
        return view(caller, scope, kind);
    }

    private LimitsView clear(Caller caller, ResourceScope scope, Allotment kind) {
        resources.clear(caller, scope, kind);
        return view(caller, scope, kind);
    }

    private LimitsView view(Caller caller, ResourceScope scope, Allotment kind) {
        LimitSettings settings = resources.settings(caller, scope.app(), kind);
        ResourceLimits computed = resources.effective(caller, scope);
        Map<String, String> holds = names(computed.reservations());
        if (kind == Allotment.LIMIT) {
            holds = new TreeMap<>();
            for (Resource resource : Resource.values()) {
                holds.put(resource.flag(), computed.text(resource));
            }
        }
        return new LimitsView(names(settings.at(scope.type())), holds);
    }

    private static Map<String, String> names(Map<Resource, String> amounts) {
        Map<String, String> names = new TreeMap<>();
        amounts.forEach((resource, amount) -> names.put(resource.flag(), amount));
        return names;
    }

    private static ResourceScope scope(String app, Optional<String> process) {
        return ResourceScope.of(AppName.parse(app), process.map(ProcessType::parse));
    }

    private static ResourceScope global(Optional<String> process) {
        return ResourceScope.GLOBAL.withType(process.map(ProcessType::parse));
    }
}
