package dev.sampan.web;

import dev.sampan.app.Allotment;
import dev.sampan.app.AppName;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Resource;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ResourceOperations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the forms of limits have in common, those of one app and that of all. */
@Component
final class LimitForms {

    private final ResourceOperations resources;
    private final Actions actions;

    LimitForms(ResourceOperations resources, Actions actions) {
        this.resources = resources;
        this.actions = actions;
    }

    /** A row for each resource: what holds in the scope, and for each process type of it. */
    List<LimitView> rows(Caller caller, ResourceScope scope, List<String> types) {
        List<ResourceLimits> columns = columns(caller, scope, types);
        LimitSettings settings = resources.settings(caller, scope.app(), Allotment.LIMIT);
        return Arrays.stream(Resource.values())
                .map(resource -> row(resource, columns, settings))
                .toList();
    }

    /** All flags of limits, as the command below a form writes those that are filled in. */
    static String flags() {
        return Arrays.stream(Resource.values())
                .map(resource -> "{?--%s=%s}".formatted(resource.flag(), resource.flag()))
                .collect(Collectors.joining(" ", "{?--process-type=type} ", ""));
    }

    /** A row for each resource of which some can be set aside: what is, in the scope and for each process type of it. */
    List<ReservationView> reserved(Caller caller, ResourceScope scope, List<String> types) {
        List<ResourceLimits> columns = columns(caller, scope, types);
        return Arrays.stream(Resource.values())
                .filter(Resource::canBeReserved)
                .map(
                        resource ->
                                new ReservationView(
                                        LimitView.title(resource),
                                        columns.stream()
                                                .map(
                                                        column ->
                                                                column.reservations()
                                                                        .getOrDefault(
                                                                                resource,
                                                                                "nothing"))
                                                .toList()))
                .toList();
    }

    /** The process types for which something is set of their own. */
    SortedSet<ProcessType> typesSet(Caller caller, ResourceScope scope) {
        SortedSet<ProcessType> types = new TreeSet<>();
        for (Allotment kind : Allotment.values()) {
            types.addAll(resources.settings(caller, scope.app(), kind).types().keySet());
        }
        return types;
    }

    /** What holds in the scope, and for each process type of it. */
    private List<ResourceLimits> columns(Caller caller, ResourceScope scope, List<String> types) {
        List<ResourceLimits> columns = new ArrayList<>();
        columns.add(resources.effective(caller, scope));
        types.forEach(type -> columns.add(resources.effective(caller, scope.withType(type(type)))));
        return columns;
    }

    private static LimitView row(
            Resource resource, List<ResourceLimits> columns, LimitSettings settings) {
        List<String> amounts =
                resource.isOfWholeApp()
                        ? List.of(columns.getFirst().text(resource))
                        : columns.stream().map(column -> column.text(resource)).toList();
        return new LimitView(
                resource.flag(),
                LimitView.title(resource),
                LimitView.example(resource),
                amounts,
                settings.app().containsKey(resource));
    }

    /** Sets what stands in a form; what was left empty stays as it is. */
    void set(
            Caller caller,
            ResourceScope scope,
            Allotment kind,
            Map<String, String> form,
            RedirectAttributes next) {
        Map<Resource, String> amounts = new EnumMap<>(Resource.class);
        for (Resource resource : Resource.values()) {
            String amount = form.getOrDefault(resource.flag(), "").strip();
            if (!amount.isEmpty()) {
                amounts.put(resource, amount);
            }
        }
        if (amounts.isEmpty()) {
            return;
        }
        actions.run(
                next,
                kind == Allotment.LIMIT
                        ? "Limits are set; what runs has them already"
                        : "It is reserved; what runs has it already",
                command(kind.word(), scope, amounts),
                _ -> {
                    var _ = resources.set(caller, scope, kind, amounts);
                });
    }

    void clear(Caller caller, ResourceScope scope, Allotment kind, RedirectAttributes next) {
        actions.run(
                next,
                kind == Allotment.LIMIT
                        ? "The default limits hold again"
                        : "Nothing is reserved any more",
                command(kind.word() + "-clear", scope, Map.of()),
                _ -> resources.clear(caller, scope, kind));
    }

    static Optional<ProcessType> type(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(ProcessType.parse(name));
    }

    private static String command(
            String action, ResourceScope scope, Map<Resource, String> amounts) {
        List<String> words = new ArrayList<>();
        words.add("resource:" + action);
        scope.type().ifPresent(type -> words.addAll(List.of("--process-type", type.value())));
        amounts.forEach(
                (resource, amount) -> words.addAll(List.of("--" + resource.flag(), amount)));
        words.add(scope.app().map(AppName::value).orElse("--global"));
        return CommandText.of(words.toArray(String[]::new));
    }
}
