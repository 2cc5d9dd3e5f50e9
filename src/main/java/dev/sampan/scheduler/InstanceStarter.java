package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.BuildSettings;
import dev.sampan.app.Limits;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ProxySettings;
import dev.sampan.app.Release;
import dev.sampan.app.ResourceLimits;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import dev.sampan.container.ContainerLimits;
import dev.sampan.container.ContainerSpec;
import dev.sampan.container.Containers;
import dev.sampan.container.Storage;
import dev.sampan.container.StorageLimit;
import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageConfig;
import dev.sampan.image.ImageStore;
import dev.sampan.logs.AppLogs;
import dev.sampan.logs.LogFiles;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Turns a process of a release into a container and starts it. */
@Component
final class InstanceStarter implements InstanceView {

    static final String IMAGE = "image";

    /** What the instance's release says of its readiness, for the router. */
    static final String READINESS = "readiness";

    private static final String LOG = "log";
    private static final int LINES_SHOWN = 20;

    private final Containers containers;
    private final ImageStore images;
    private final Limits limits;
    private final InstanceLimits instanceLimits;
    private final LogFiles logs;
    private final ProxySettings proxy;
    private final AppMounts mounts;
    private final BuildSettings settings;
    private final SchedulerProperties properties;
    private final SecureRandom random = new SecureRandom();

    InstanceStarter(
            Containers containers,
            ImageStore images,
            Limits limits,
            InstanceLimits instanceLimits,
            LogFiles logs,
            ProxySettings proxy,
            AppMounts mounts,
            BuildSettings settings,
            SchedulerProperties properties) {
        this.settings = settings;
        this.containers = containers;
        this.images = images;
        this.limits = limits;
        this.instanceLimits = instanceLimits;
        this.logs = logs;
        this.proxy = proxy;
        this.mounts = mounts;
        this.properties = properties;
    }

    /**
     * Starts an instance.
     *
     * @param boosted whether it may use more of the processors until {@link InstanceLimits#settle}
     */
    Instance start(Slot slot, Release release, boolean boosted) {
        Image image = images.require(Digest.parse(release.image()));
        int port = slot.process().equals(ProcessType.WEB) ? webPort(slot.app(), image) : 0;
        storage(slot.app());
        String suffix = "%08x".formatted(random.nextInt());
        Path log = logs.create(slot.app(), slot.dyno(), suffix);
        Map<String, String> labels =
                new LinkedHashMap<>(Instance.labels(slot, release.number(), port));
        labels.put(LOG, log.toString());
        labels.put(READINESS, HealthChecks.readiness(release, slot.process()));
        Container container =
                containers.start(
                        spec(
                                id(slot.app().value(), slot.dyno(), suffix),
                                release,
                                command(release, slot.process()),
                                environment(release, slot.dyno(), port),
                                boosted
                                        ? instanceLimits.ofStart(slot.app(), slot.process())
                                        : instanceLimits.of(slot.app(), slot.process()),
                                Optional.of(log),
                                labels));
        Instance instance = Instance.started(slot, release.number(), port, container);
        if (boosted) {
            instanceLimits.boosted(instance);
        }
        return instance;
    }

    /** Where the app said that it listens, else where its image did, else where we say. */
    private int webPort(AppName app, Image image) {
        return proxy.of(app)
                .webPort()
                .orElseGet(() -> image.config().tcpPort().orElse(properties.port()));
    }

    /** A container that runs one command of a release and then ends, such as its release phase. */
    ContainerSpec oneOff(Release release, String name, String command) {
        String suffix = "%08x".formatted(random.nextInt());
        return spec(
                id(release.app().value(), name, suffix),
                release,
                command,
                environment(release, name + ".1", 0),
                instanceLimits.of(release.app(), new ProcessType(name)),
                Optional.empty(),
                Map.of());
    }

    /** The same for somebody at a terminal. */
    ContainerSpec atTerminal(Release release, String name, String command) {
        ContainerSpec spec = oneOff(release, name, command);
        ImageConfig config = images.require(spec.image()).config();
        return spec.with(StartCommand.atTerminal(config, command, spec.env()));
    }

    /** A further program for a container of an image, with what the processes of the image begin with. */
    List<String> inside(Digest image, List<String> command) {
        return StartCommand.inside(images.require(image).config(), command);
    }

    /** The same with a log of its own, which is one of the app's. */
    ContainerSpec logged(
            Release release, String type, String dyno, String command, Map<String, String> labels) {
        storage(release.app());
        String suffix = "%08x".formatted(random.nextInt());
        Path log = logs.create(release.app(), dyno, suffix);
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put(LOG, log.toString());
        return spec(
                id(release.app().value(), dyno, suffix),
                release,
                command,
                environment(release, dyno, 0),
                instanceLimits.of(release.app(), new ProcessType(type)),
                Optional.of(log),
                all);
    }

    /** The storage of an app, made with the app's disk limit when it is new. */
    Storage storage(AppName app) {
        return containers.storage(app.value(), storageLimit(app));
    }

    private StorageLimit storageLimit(AppName app) {
        ResourceLimits wanted = limits.effective(app);
        return new StorageLimit(
                wanted.storageSize(),
                wanted.inodes()
                        .map(count -> OptionalLong.of(count.value()))
                        .orElseGet(OptionalLong::empty));
    }

    /** Gives the storage of an app the disk limit that is wanted now. */
    void resizeStorage(AppName app) {
        Storage storage = storage(app);
        containers.resizeStorage(storage.owner(), storageLimit(app));
    }

    @Override
    public Optional<String> exec(Instance instance, List<String> command, Duration limit) {
        return containers
                .exec(instance.container().id(), command, limit)
                .map(reason -> "command '%s' %s".formatted(String.join(" ", command), reason));
    }

    @Override
    public List<String> lastLines(Instance instance) {
        return Optional.ofNullable(instance.container().labels().get(LOG))
                .map(file -> AppLogs.lastLines(Path.of(file), LINES_SHOWN))
                .orElse(List.of());
    }

    private ContainerSpec spec(
            ContainerId id,
            Release release,
            String command,
            Map<String, String> environment,
            ContainerLimits containerLimits,
            Optional<Path> log,
            Map<String, String> labels) {
        Image image = images.require(Digest.parse(release.image()));
        ImageConfig config = image.config();
        Map<String, String> env = new LinkedHashMap<>(config.env());
        env.putAll(environment);
        Map<String, String> facts = new LinkedHashMap<>(labels);
        facts.put(IMAGE, image.digest().toString());
        return new ContainerSpec(
                id,
                release.app().value(),
                image.digest(),
                StartCommand.of(config, command, env),
                env,
                config.workingDirectory(),
                config.user(),
                StartCommand.isOfBuildpack(config) || !config.startsAsRoot()
                        ? ContainerSpec.Privileges.NONE
                        : ContainerSpec.Privileges.USERS,
                StartCommand.isOfBuildpack(config)
                        ? ContainerSpec.Root.READ_ONLY
                        : ContainerSpec.Root.WRITABLE,
                mounts.of(release.app(), this::storage),
                containerLimits,
                log,
                facts);
    }

    /** What a process finds in its environment; web processes have a port. */
    private Map<String, String> environment(Release release, String dyno, int port) {
        Map<String, String> env = new LinkedHashMap<>(release.env());
        env.put("PORT", port == 0 ? "" : Integer.toString(port));
        env.put("DYNO", dyno);
        String revision = settings.effective(release.app(), BuildSetting.REVISION_VARIABLE);
        if (!revision.isEmpty()) {
            release.commit().ifPresent(commit -> env.put(revision, commit));
        }
        return env;
    }

    private static String command(Release release, ProcessType process) {
        String command = release.processTypes().get(process.value());
        if (command == null) {
            throw new IllegalStateException(
                    "Release %s of app '%s' has no process '%s'"
                            .formatted(release.version(), release.app(), process));
        }
        return command;
    }

    private static ContainerId id(String app, String dyno, String suffix) {
        return new ContainerId("%s.%s-%s".formatted(first(app, 40), first(dyno, 40), suffix));
    }

    private static String first(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
