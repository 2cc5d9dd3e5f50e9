package dev.sampan.runtime;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which system calls a container may make. */
final class SeccompRule implements SpecRule {

    private final ObjectNode profile;

    SeccompRule(ObjectNode profile, String architecture) {
        this.profile = profile.deepCopy();
        ArrayNode architectures = this.profile.putArray("architectures");
        if (architecture.equals("aarch64")) {
            architectures.add("SCMP_ARCH_AARCH64").add("SCMP_ARCH_ARM");
        } else {
            architectures.add("SCMP_ARCH_X86_64").add("SCMP_ARCH_X86").add("SCMP_ARCH_X32");
        }
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        config.withObjectProperty("linux").set("seccomp", profile);
    }
}
