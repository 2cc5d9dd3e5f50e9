package dev.sampan.ssh;

import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.metrics.LimitEvent;
import dev.sampan.metrics.Slowdown;
import dev.sampan.metrics.Slowdowns;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.EventOperations;
import dev.sampan.operation.ResourceOperations;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The commands `resource:…`. */
@Component
final class ResourceCommands implements CommandGroup {

    /** How dokku calls what holds for every process of an app. */
    private static final String WHOLE_APP = "_default_";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TYPE = "--process-type";
    private static final String GLOBAL = "--global";

    private final ResourceOperations resources;
    private final AppOperations apps;
    private final EventOperations events;

    ResourceCommands(ResourceOperations resources, AppOperations apps, EventOperations events) {
        this.resources = resources;
        this.apps = apps;
        this.events = events;
    }

    @Override
    public String name() {
        return "resource";
    }

    @Override
    public String title() {
        return "Limit what apps use of the machine";
    }

    @Override
    public List<CommandEntry> commands() {
        String scope = "[--process-type <process-type>] ";
        String who = " (<app>|--global)";
        return List.of(
                new CommandEntry(
                        "resource:limit",
                        scope + options(Allotment.LIMIT) + who,
                        "Limit an app, one process type of it, or all apps; takes effect at once",
                        call -> set(call, Allotment.LIMIT)),
                new CommandEntry(
                        "resource:limit-clear",
                        scope + "(<app>|--global)",
                        "Go back to the default limits",
                        call -> clear(call, Allotment.LIMIT)),
                new CommandEntry(
                        "resource:reserve",
                        scope + options(Allotment.RESERVE) + who,
                        "Say what an app gets also when the machine is busy; takes effect at once",
                        call -> set(call, Allotment.RESERVE)),
                new CommandEntry(
                        "resource:reserve-clear",
                        scope + "(<app>|--global)",
                        "Reserve nothing any more",
                        call -> clear(call, Allotment.RESERVE)),
                new CommandEntry(
                        "resource:events",
                        "[--num N] [--format text|json] <app>",
                        "Show what the limits of an app did to it",
                        this::events),
                new CommandEntry(
                        "resource:neighbours",
                        "[--format text|json]",
                        "Show who slowed whom down in the last minute",
                        this::neighbours),
                new CommandEntry(
                        "resource:report",
                        "[<app>|--global] [<flag>]",
                        "Show the limits and reservations of apps",
                        this::report));
    }

    private static String options(Allotment kind) {
        return of(kind).map(resource -> "[" + flag(resource) + " N]")
                .collect(Collectors.joining(" "));
    }

    private static Stream<Resource> of(Allotment kind) {
        return Arrays.stream(Resource.values())
                .filter(resource -> kind == Allotment.LIMIT || resource.canBeReserved());
    }

    private static String flag(Resource resource) {
        return "--" + resource.flag();
    }

    /** dokku's words, in which limits are many and the reservation is one. */
    private static String noun(Allotment kind) {
        return switch (kind) {
            case LIMIT -> "limits";
            case RESERVE -> "reservation";
        };
    }

    private static String clearedNoun(Allotment kind) {
        return switch (kind) {
            case LIMIT -> "limit";
            case RESERVE -> "reservation";
        };
    }

    private void set(Invocation call, Allotment kind) {
        Set<String> valued =
                Stream.concat(Stream.of(TYPE), Resource.flags().stream().map(name -> "--" + name))
                        .collect(Collectors.toSet());
        Options options = call.options(Set.of(GLOBAL), valued);
        ResourceScope scope = scope(call, options);
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            options.value(flag(resource)).ifPresent(amount -> amounts.put(resource, amount));
        }
        if (amounts.isEmpty()) {
            show(call, scope, kind);
            return;
        }
        Map<Resource, String> set = resources.set(call.caller(), scope, kind, amounts);
        call.terminal().header("Setting resource %s for %s".formatted(noun(kind), scope));
        set.forEach((resource, amount) -> call.terminal().detail(resource.flag() + ": " + amount));
    }

    private void show(Invocation call, ResourceScope scope, Allotment kind) {
        Map<Resource, String> set =
                resources.settings(call.caller(), scope.app(), kind).at(scope.type());
        String app = scope.app().map(AppName::value).orElse("--global");
        call.terminal()
                .header(
                        "resource %s %s information%s"
                                .formatted(
                                        noun(kind),
                                        app,
                                        scope.type().map(name -> " (" + name + ")").orElse("")));
        of(kind).forEach(
                        resource ->
                                call.terminal()
                                        .detail(
                                                (resource.flag()
                                                                + ": "
                                                                + set.getOrDefault(resource, ""))
                                                        .stripTrailing()));
    }

    private void clear(Invocation call, Allotment kind) {
        Options options = call.options(Set.of(GLOBAL), Set.of(TYPE));
        ResourceScope scope = scope(call, options);
        resources.clear(call.caller(), scope, kind);
        call.terminal().step("Clearing resource %s for %s".formatted(clearedNoun(kind), scope));
    }

    private static ResourceScope scope(Invocation call, Options options) {
        Optional<ProcessType> type = options.value(TYPE).map(ProcessType::parse);
        if (!options.has(GLOBAL)) {
            return ResourceScope.of(call.onlyApp(options), type);
        }
        call.expect(options.rest().isEmpty());
        return ResourceScope.GLOBAL.withType(type);
    }

    private void events(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--num", "--format"));
        AppName app = call.onlyApp(options);
        String number = options.value("--num").orElse("50");
        String format = options.value("--format").orElse("text");
        call.expect(
                number.matches("\\d{1,4}") && List.of("text", "stdout", "json").contains(format));
        List<LimitEvent> found = events.last(call.caller(), app, Integer.parseInt(number));
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    found.stream().map(ResourceCommands::facts).toList()));
            return;
        }
        call.terminal().header("%s limit events".formatted(app));
        found.forEach(
                event ->
                        call.terminal()
                                .line(
                                        "%s  %-10s %s"
                                                .formatted(
                                                        event.at().truncatedTo(ChronoUnit.SECONDS),
                                                        event.dyno(),
                                                        event.text())));
    }

    private void neighbours(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--format"));
        String format = options.value("--format").orElse("text");
        call.expect(options.rest().isEmpty() && List.of("text", "stdout", "json").contains(format));
        List<Slowdown> found = events.slowdowns(call.caller());
        if (format.equals("json")) {
            call.terminal()
                    .line(
                            JSON.writeValueAsString(
                                    found.stream().map(ResourceCommands::facts).toList()));
            return;
        }
        call.terminal()
                .header("Slowed down in the last %d s".formatted(Slowdowns.WINDOW.toSeconds()));
        if (found.isEmpty()) {
            call.terminal().line("Nobody had to wait");
        }
        found.forEach(slow -> call.terminal().line(slow.text()));
    }

    private static Map<String, Object> facts(Slowdown slow) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("app", slow.app());
        facts.put("process", slow.process());
        facts.put("resource", slow.shortage().resource());
        facts.put("waited", slow.waited());
        facts.put("takers", slow.takers());
        facts.put("text", slow.text());
        return facts;
    }

    private static Map<String, String> facts(LimitEvent event) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("at", event.at().toString());
        facts.put("process", event.dyno());
        facts.put("resource", event.kind().resource());
        facts.put("limit", event.limit());
        facts.put("use", event.use());
        facts.put("text", event.text());
        return facts;
    }

    private void report(Invocation call) {
        new Report("resource", "--resource-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app ->
                                facts(
                                        call,
                                        ResourceScope.of(app),
                                        apps.details(call.caller(), app).release()),
                        () -> facts(call, ResourceScope.GLOBAL, Optional.empty()));
    }

    /** What was set, and what processes get, for all processes and for each process type. */
    private Map<String, String> facts(
            Invocation call, ResourceScope scope, Optional<Release> release) {
        LimitSettings limits = resources.settings(call.caller(), scope.app(), Allotment.LIMIT);
        LimitSettings reserved = resources.settings(call.caller(), scope.app(), Allotment.RESERVE);
        TreeSet<ProcessType> types = new TreeSet<>(limits.types().keySet());
        types.addAll(reserved.types().keySet());
        if (scope.app().isPresent()) {
            types.add(ProcessType.WEB);
        }
        release.ifPresent(
                serving ->
                        serving.processTypes()
                                .keySet()
                                .forEach(type -> types.add(ProcessType.parse(type))));
        types.remove(ProcessType.RELEASE);
        Map<String, String> facts = new TreeMap<>();
        List<Optional<ProcessType>> columns = new ArrayList<>(List.of(Optional.empty()));
        types.forEach(type -> columns.add(Optional.of(type)));
        for (Optional<ProcessType> type : columns) {
            ResourceLimits computed = resources.effective(call.caller(), scope.withType(type));
            String prefix =
                    "--resource-%s.".formatted(type.map(ProcessType::value).orElse(WHOLE_APP));
            for (Resource resource : Resource.values()) {
                if (type.isEmpty() || !resource.isOfWholeApp()) {
                    String name = resource.flag();
                    facts.put(prefix + "limit." + name, amount(limits.at(type), resource));
                    facts.put(prefix + "computed." + name, computed.text(resource));
                }
                if (resource.canBeReserved()) {
                    facts.put(
                            prefix + "reserve." + resource.flag(),
                            amount(reserved.at(type), resource));
                }
            }
        }
        return facts;
    }

    private static String amount(Map<Resource, String> amounts, Resource resource) {
        return amounts.getOrDefault(resource, "");
    }
}
