package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.NotedOperations;
import dev.sampan.ssh.NotedProperty.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Takes what scripts for dokku set and what has no effect here, says so, and gives it back in reports. */
@Component
final class NotedProperties {

    private final NotedOperations noted;

    NotedProperties(NotedOperations noted) {
        this.noted = noted;
    }

    /** Those of one group. */
    static List<NotedProperty> of(String group) {
        return NotedProperty.ALL.stream()
                .filter(property -> property.group().equals(group))
                .toList();
    }

    /** Sets one if a command is about one; false when it is about something else. */
    boolean set(Invocation call) {
        String action = call.entry().name();
        if (!action.endsWith(":set") && !action.equals("buildpacks:set-property")) {
            return false;
        }
        String group = call.entry().group();
        Optional<NotedProperty> property =
                of(group).stream().filter(one -> call.arguments().contains(one.name())).findFirst();
        if (property.isEmpty()) {
            return false;
        }
        PropertyChange change = PropertyChange.of(call);
        if (!change.property().equals(property.get().name())) {
            return false;
        }
        set(call, property.get(), change);
        return true;
    }

    private void set(Invocation call, NotedProperty property, PropertyChange change) {
        Scope other = change.app().isPresent() ? Scope.GLOBAL : Scope.APP;
        if (property.scope() == other) {
            throw new UsageException(
                    "Property '%s' can be set %s only"
                            .formatted(
                                    property.name(),
                                    other == Scope.GLOBAL ? "with --global" : "for an app"));
        }
        noted.set(call.caller(), change.app(), call.entry().name(), key(property), change.value());
        change.tell(call.terminal());
        if (change.value().filter(text -> !text.equals(property.holds())).isPresent()) {
            call.terminal()
                    .fail(
                            "%s has no effect here: %s"
                                    .formatted(property.name(), property.reason()));
        }
    }

    /** What a report says of those of its group, for an app or for all apps. */
    Map<String, String> facts(Invocation call, Optional<AppName> app) {
        Map<String, String> facts = new TreeMap<>();
        CommandEntry entry = call.entry();
        Caller caller = call.caller();
        List<NotedProperty> properties = of(entry.group());
        if (properties.isEmpty()) {
            return facts;
        }
        Map<String, String> global = noted.of(caller, Optional.empty(), entry.name());
        Map<String, String> own = app.isPresent() ? noted.of(caller, app, entry.name()) : Map.of();
        for (NotedProperty property : properties) {
            String prefix = "--" + property.group() + "-";
            String name = property.name();
            if (app.isPresent() && property.scope() != Scope.GLOBAL) {
                facts.put(prefix + name, own.getOrDefault(key(property), ""));
            }
            if (property.scope() != Scope.APP) {
                facts.put(prefix + "global-" + name, global.getOrDefault(key(property), ""));
            }
            if (app.isPresent() || property.scope() != Scope.APP) {
                facts.put(prefix + "computed-" + name, property.holds());
            }
        }
        return facts;
    }

    private static String key(NotedProperty property) {
        return property.group() + ":" + property.name();
    }
}
