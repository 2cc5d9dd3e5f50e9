package dev.sampan.runtime;

import java.util.List;
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
        ObjectNode config = json.createObjectNode();
        config.put("ociVersion", VERSION);
        rules.forEach(rule -> rule.apply(config, wanted));
        return json.writeValueAsBytes(config);
    }
}
