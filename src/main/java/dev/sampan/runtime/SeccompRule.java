package dev.sampan.runtime;

import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which system calls a container may make. */
final class SeccompRule implements SpecRule {

    /** By this crun takes a program that is made already, and leaves the profile alone; see crun(1). */
    private static final String PROGRAM = "run.oci.seccomp_bpf_data";

    private final ObjectNode profile;
    private final Optional<String> program;

    SeccompRule(ObjectNode profile, String architecture) {
        this.profile = profile.deepCopy();
        ArrayNode architectures = this.profile.putArray("architectures");
        // The machine's own alone: programs for others are ended.
        architectures.add(
                architecture.equals("aarch64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
        program = SeccompProgram.of(this.profile);
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        config.withObjectProperty("linux").set("seccomp", profile);
        program.ifPresent(made -> config.withObjectProperty("annotations").put(PROGRAM, made));
    }
}
