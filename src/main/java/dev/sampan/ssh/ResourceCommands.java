package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ResourceOperations;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The commands `resource:…`. */
@Component
final class ResourceCommands implements CommandGroup {

    /** How dokku calls what holds for every process of an app. */
    private static final String WHOLE_APP = "_default_";

    private static final Set<String> FLAGS =
            Arrays.stream(Resource.values())
                    .map(resource -> "--" + resource.flag())
                    .collect(Collectors.toUnmodifiableSet());

    private final ResourceOperations resources;
    private final AppOperations apps;

    ResourceCommands(ResourceOperations resources, AppOperations apps) {
        this.resources = resources;
        this.apps = apps;
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
        String options =
                FLAGS.stream()
                        .sorted()
                        .map(flag -> "[" + flag + " N]")
                        .collect(Collectors.joining(" "));
        return List.of(
                new CommandEntry(
                        "resource:limit",
                        "[--process-type <process-type>] " + options + " <app>",
                        "Limit an app, or one process type of it; takes effect at once",
                        this::limit),
                new CommandEntry(
                        "resource:limit-clear",
                        "[--process-type <process-type>] <app>",
                        "Go back to the default limits",
                        this::clear),
                new CommandEntry(
                        "resource:report",
                        "[<app>] [<flag>]",
                        "Show the limits of apps",
                        this::report));
    }

    private void limit(Invocation call) {
        TreeSet<String> valued = new TreeSet<>(FLAGS);
        valued.add("--process-type");
        Options options = call.options(Set.of(), valued);
        AppName app = call.onlyApp(options);
        Optional<ProcessType> type = options.value("--process-type").map(ProcessType::parse);
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            options.value("--" + resource.flag())
                    .ifPresent(amount -> amounts.put(resource, amount));
        }
        String scope = type.map(name -> " (" + name + ")").orElse("");
        if (amounts.isEmpty()) {
            Map<Resource, String> set = resources.settings(call.caller(), app).at(type);
            call.terminal().header("resource limits %s information%s".formatted(app, scope));
            for (Resource resource : Resource.values()) {
                call.terminal()
                        .detail(
                                (resource.flag() + ": " + set.getOrDefault(resource, ""))
                                        .stripTrailing());
            }
            return;
        }
        Map<Resource, String> set = resources.limit(call.caller(), app, type, amounts);
        call.terminal().header("Setting resource limits for %s%s".formatted(app, scope));
        set.forEach((resource, amount) -> call.terminal().detail(resource.flag() + ": " + amount));
    }

    private void clear(Invocation call) {
        Options options = call.options(Set.of(), Set.of("--process-type"));
        AppName app = call.onlyApp(options);
        Optional<ProcessType> type = options.value("--process-type").map(ProcessType::parse);
        resources.clear(call.caller(), app, type);
        call.terminal()
                .step(
                        "Clearing resource limit for %s%s"
                                .formatted(app, type.map(name -> " (" + name + ")").orElse("")));
    }

    private void report(Invocation call) {
        new Report("resource", "--resource-")
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app));
    }

    /** What was set, and what processes get, for the app and for each process type of it. */
    private Map<String, String> facts(Invocation call, AppName app) {
        LimitSettings settings = resources.settings(call.caller(), app);
        TreeSet<ProcessType> types = new TreeSet<>(settings.types().keySet());
        types.add(ProcessType.WEB);
        apps.details(call.caller(), app)
                .release()
                .ifPresent(
                        release ->
                                release.processTypes()
                                        .keySet()
                                        .forEach(type -> types.add(ProcessType.parse(type))));
        types.remove(ProcessType.RELEASE);
        Map<String, String> facts = new TreeMap<>();
        for (Resource resource : Resource.values()) {
            String name = resource.flag();
            facts.put(
                    "--resource-%s.limit.%s".formatted(WHOLE_APP, name),
                    settings.app().getOrDefault(resource, ""));
            facts.put(
                    "--resource-%s.computed.%s".formatted(WHOLE_APP, name),
                    resources.effective(call.caller(), app).text(resource));
            for (ProcessType type : types) {
                if (resource != Resource.DISK) {
                    facts.put(
                            "--resource-%s.limit.%s".formatted(type, name),
                            settings.at(Optional.of(type)).getOrDefault(resource, ""));
                    facts.put(
                            "--resource-%s.computed.%s".formatted(type, name),
                            resources.effective(call.caller(), app, type).text(resource));
                }
            }
        }
        return facts;
    }
}
