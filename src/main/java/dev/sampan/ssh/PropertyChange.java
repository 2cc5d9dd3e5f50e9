package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants to set: `(<app>|--global) <property> [<value>]`.
 *
 * @param app whose property it is; empty for that of all apps
 * @param value empty when it is to be forgotten
 */
record PropertyChange(Optional<AppName> app, String property, Optional<String> value) {

    private static final String GLOBAL = "--global";

    /**
     * Reads it.
     *
     * @throws UsageException when the words are too few or too many
     */
    static PropertyChange of(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        List<String> rest = options.rest();
        int first = options.has(GLOBAL) ? 0 : 1;
        call.expect(rest.size() > first && rest.size() <= first + 2);
        Optional<AppName> app =
                options.has(GLOBAL) ? Optional.empty() : Optional.of(call.app(rest));
        return new PropertyChange(
                app,
                rest.get(first),
                rest.stream().skip(first + 1L).filter(text -> !text.isBlank()).findFirst());
    }

    /** What to throw when there is no such property. */
    UsageException invalid(String valid) {
        return new UsageException(
                "Invalid property '%s', valid properties: %s"
                        .formatted(Excerpt.of(property), valid));
    }

    /** Says that it is done. */
    void tell(Terminal terminal) {
        terminal.header(
                value.map(text -> "Setting %s to %s".formatted(property, text))
                        .orElse("Unsetting " + property));
    }
}
