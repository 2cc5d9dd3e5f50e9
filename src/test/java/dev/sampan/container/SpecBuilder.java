package dev.sampan.container;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container as it is wanted, with some of it changed. */
final class SpecBuilder {

    private final ContainerSpec spec;
    private ContainerId id;
    private String owner;
    private Optional<Path> log;
    private String user;
    private ContainerSpec.Privileges privileges;
    private ContainerSpec.Root root;
    private List<Mount> mounts;
    private ContainerLimits limits;
    private String workingDirectory;
    private final Map<String, String> labels;

    private SpecBuilder(ContainerSpec spec) {
        this.spec = spec;
        id = spec.id();
        owner = spec.owner();
        log = spec.log();
        user = spec.user();
        privileges = spec.privileges();
        root = spec.root();
        mounts = spec.mounts();
        limits = spec.limits();
        workingDirectory = spec.workingDirectory();
        labels = new HashMap<>(spec.labels());
    }

    static SpecBuilder of(ContainerSpec spec) {
        return new SpecBuilder(spec);
    }

    SpecBuilder id(ContainerId value) {
        id = value;
        return this;
    }

    SpecBuilder log(Optional<Path> value) {
        log = value;
        return this;
    }

    SpecBuilder owner(String value) {
        owner = value;
        return this;
    }

    SpecBuilder user(String value) {
        user = value;
        return this;
    }

    SpecBuilder privileges(ContainerSpec.Privileges value) {
        privileges = value;
        return this;
    }

    SpecBuilder writable() {
        root = ContainerSpec.Root.WRITABLE;
        return this;
    }

    SpecBuilder mounts(Mount... value) {
        mounts = Arrays.asList(value);
        return this;
    }

    SpecBuilder limits(ContainerLimits value) {
        limits = value;
        return this;
    }

    SpecBuilder workingDirectory(String value) {
        workingDirectory = value;
        return this;
    }

    SpecBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    ContainerSpec build() {
        return new ContainerSpec(
                id,
                owner,
                spec.image(),
                spec.arguments(),
                spec.env(),
                workingDirectory,
                user,
                privileges,
                root,
                mounts,
                limits,
                log,
                labels);
    }
}
