package dev.sampan.runtime;

import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which system calls a container may make. */
final class SeccompRule implements SpecRule {

    /** By this crun takes a program that is made already, and leaves the profile alone; see crun(1). */
    private static final String PROGRAM = "run.oci.seccomp_bpf_data";

    private final Filter usual;
    private final Filter build;

    SeccompRule(ObjectNode profile, String architecture) {
        ObjectNode own = profile.deepCopy();
        ArrayNode architectures = own.putArray("architectures");
        // The machine's own alone: programs for others are ended.
        architectures.add(
                architecture.equals("aarch64") ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64");
        usual = Filter.of(own);
        build = Filter.of(BuildSystemCalls.of(own));
    }

    /** A profile, and the kernel's program made of it. */
    private record Filter(ObjectNode profile, Optional<String> program) {

        static Filter of(ObjectNode profile) {
            return new Filter(profile, SeccompProgram.of(profile));
        }
    }

    @Override
    public void apply(ObjectNode config, ProcessSpec wanted) {
        Filter filter = wanted.capabilities() == ProcessSpec.Capabilities.BUILD ? build : usual;
        config.withObjectProperty("linux").set("seccomp", filter.profile());
        filter.program()
                .ifPresent(made -> config.withObjectProperty("annotations").put(PROGRAM, made));
    }
}
