package dev.sampan.container;

import dev.sampan.host.Posix;
import dev.sampan.runtime.Cgroup;
import dev.sampan.runtime.Monitored;
import dev.sampan.runtime.OciRuntime;
import dev.sampan.runtime.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has the OCI runtime create the container, under its monitor. */
final class CreateStep implements StartStep {

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final ContainerFiles files;
    private final OciRuntime runtime;
    private final KernelLimits limits;

    CreateStep(ContainerFiles files, OciRuntime runtime) {
        this.files = files;
        this.runtime = runtime;
        this.limits = new KernelLimits(files);
    }

    @Override
    public void apply(Starting starting) {
        Path bundle = files.bundle(starting.made().id());
        runtime.create(
                starting.monitor(),
                process(starting),
                bundle,
                starting.outlet() instanceof Outlet.Terminal terminal
                        ? Optional.of(terminal.size())
                        : Optional.empty());
        Monitored created = runtime.created(starting.monitor(), bundle);
        long start = HostProcess.startTime(created.pid()).orElse(0L);
        starting.made(starting.made().withProcess(created.pid(), start));
    }

    private ProcessSpec process(Starting starting) {
        ContainerSpec spec = starting.spec();
        String id = spec.id().value();
        List<ProcessSpec.Bind> binds = new ArrayList<>();
        if (spec.root() == ContainerSpec.Root.READ_ONLY) {
            // Part of the same overlay, so what is written there counts for the owner's quota.
            Path app = files.app(id);
            binds.add(new ProcessSpec.Bind(app, ContainerSpec.APP, false));
        }
        for (EtcFile file : EtcFile.values()) {
            Path source = files.bundle(id).resolve(file.fileName());
            binds.add(new ProcessSpec.Bind(source, "/etc/" + file.fileName(), true));
        }
        for (Mount mount : spec.mounts()) {
            Path source =
                    mount.lender().map(lender -> files.lent(id, lender)).orElse(mount.source());
            binds.add(new ProcessSpec.Bind(source, mount.target(), mount.readOnly()));
        }
        return new ProcessSpec(
                id,
                files.rootFilesystem(id),
                spec.root() == ContainerSpec.Root.READ_ONLY,
                spec.arguments(),
                spec.env(),
                starting.inside().workingDirectory(),
                starting.inside().user().uid(),
                starting.inside().user().gid(),
                starting.storage().firstUid(),
                capabilities(spec.privileges()),
                binds,
                Optional.of(
                        new ProcessSpec.Namespaces(
                                starting.prepared().user().path(),
                                starting.prepared().namespace())),
                limits.of(spec.limits(), starting.made()));
    }

    private static ProcessSpec.Capabilities capabilities(ContainerSpec.Privileges privileges) {
        return switch (privileges) {
            case NONE -> ProcessSpec.Capabilities.NONE;
            case USERS -> ProcessSpec.Capabilities.USERS;
            case INSTALL -> ProcessSpec.Capabilities.INSTALL;
            case BUILD -> ProcessSpec.Capabilities.BUILD;
        };
    }

    @Override
    public void undo(ContainerRecord made) {
        Cgroup cgroup = runtime.cgroup(made.id());
        killAll(cgroup);
        runtime.delete(made.id());
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (!cgroup.remove()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Processes of container '%s' do not end: %s"
                                .formatted(made.id(), cgroup.processes()));
            }
            killAll(cgroup);
            Pause.briefly();
        }
        Path monitor = files.monitor(made.id());
        while (HostProcess.isOf(monitor, made.id()) && System.nanoTime() < deadline) {
            Pause.briefly();
        }
        runtime.forget(made.id());
    }

    private static void killAll(Cgroup cgroup) {
        cgroup.processes().forEach(pid -> Posix.kill(pid, Posix.SIGKILL));
    }
}
