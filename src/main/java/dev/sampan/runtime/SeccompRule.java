package dev.sampan.runtime;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which system calls a container may make. */
final class SeccompRule implements SpecRule {

    private final ObjectNode profile;

    SeccompRule(ObjectNode profile, String architecture) {
        this.profile = profile.deepCopy();
        ArrayNode architectures = this.profile.putArray("architectures");
        // The machine's own alone: programs for others are ended, and the filter is made in a third
        // of the time.
        architectures.add(
                architecture.equals("aarch64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        config.withObjectProperty("linux").set("seccomp", profile);
    }
}
