package dev.sampan.runtime;

import dev.sampan.host.WindowSize;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the config.json of a container as a list of rules has it. */
final class RuntimeSpec {

    private static final String VERSION = "1.0.2";

    private final JsonMapper json;
    private final List<SpecRule> rules;

    RuntimeSpec(JsonMapper json, List<SpecRule> rules) {
        this.json = json;
        this.rules = List.copyOf(rules);
    }

    byte[] write(ProcessSpec wanted) {
        return write(wanted, Optional.empty());
    }

    /**
     * The same for a container with a terminal.
     *
     * @param terminal how large it is, if there is one
     */
    byte[] write(ProcessSpec wanted, Optional<WindowSize> terminal) {
        ObjectNode config = json.createObjectNode();
        config.put("ociVersion", VERSION);
        rules.forEach(rule -> rule.apply(config, wanted));
        terminal.ifPresent(size -> addTerminal((ObjectNode) config.get("process"), size));
        return json.writeValueAsBytes(config);
    }

    static void addTerminal(ObjectNode process, WindowSize size) {
        process.put("terminal", true);
        process.putObject("consoleSize").put("height", size.rows()).put("width", size.columns());
    }
}
