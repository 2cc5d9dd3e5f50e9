package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerExit;
import dev.sampan.image.Digest;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One running process of an app.
 *
 * @param slot which process of which app it is
 * @param release the number of the release it runs
 * @param port where it is expected to listen; 0 when it is not a web process
 * @param container the container it runs in
 * @param state where it is in its life
 * @param exit how it ended, once it has
 */
public record Instance(
        Slot slot,
        int release,
        int port,
        Container container,
        State state,
        Optional<ContainerExit> exit) {

    /** Where an instance is in its life. */
    public enum State {
        /** Started, and not yet known to be healthy. */
        STARTING,
        /** Healthy: a web process gets traffic. */
        UP,
        /** Replaced: it finishes what it has begun. */
        DRAINING,
        /** Ended by itself. */
        EXITED
    }

    private static final String APP = "app";
    private static final String PROCESS = "process";
    private static final String INDEX = "index";
    private static final String RELEASE = "release";
    private static final String PORT = "port";
    private static final String CANARY = "canary";
    private static final Set<String> LABELS = Set.of(APP, PROCESS, INDEX, RELEASE, PORT);

    static Instance started(Slot slot, int release, int port, Container container) {
        return new Instance(slot, release, port, container, State.STARTING, Optional.empty());
    }

    /** The facts by which {@link #adopt} knows a container again. */
    static Map<String, String> labels(Slot slot, int release, int port) {
        return Map.of(
                APP, slot.app().value(),
                PROCESS, slot.process().value(),
                INDEX, Integer.toString(slot.index()),
                RELEASE, Integer.toString(release),
                PORT, Integer.toString(port),
                CANARY, Integer.toString(slot.canary()));
    }

    /** The image that a container of an app was started from. */
    public static Optional<Digest> imageOf(Container container) {
        return Optional.ofNullable(container.labels().get(InstanceStarter.IMAGE))
                .map(Digest::parse);
    }

    /** The instance that a container of an earlier run of the control plane is; empty when it is something else. */
    static Optional<Instance> adopt(Container container) {
        Map<String, String> labels = container.labels();
        if (!labels.keySet().containsAll(LABELS)) {
            return Optional.empty();
        }
        Slot slot =
                new Slot(
                        new AppName(label(labels, APP)),
                        new ProcessType(label(labels, PROCESS)),
                        Integer.parseInt(label(labels, INDEX)),
                        Integer.parseInt(labels.getOrDefault(CANARY, "0")));
        return Optional.of(
                new Instance(
                        slot,
                        Integer.parseInt(label(labels, RELEASE)),
                        Integer.parseInt(label(labels, PORT)),
                        container,
                        State.UP,
                        Optional.empty()));
    }

    /** Whether requests go to it. */
    boolean isServing() {
        return state == State.UP && slot.process().equals(ProcessType.WEB);
    }

    public AppName app() {
        return slot.app();
    }

    /** Its name within the app, as in DYNO: `web.1`. */
    public String dyno() {
        return slot.dyno();
    }

    public Inet4Address address() {
        return container.address();
    }

    public Instant startedAt() {
        return container.startedAt();
    }

    Instance in(State next) {
        return new Instance(slot, release, port, container, next, exit);
    }

    Instance exited(ContainerExit how) {
        return new Instance(slot, release, port, container, State.EXITED, Optional.of(how));
    }

    private static String label(Map<String, String> labels, String name) {
        String value = labels.get(name);
        if (value == null) {
            throw new IllegalStateException("A container of ours has no label '" + name + "'");
        }
        return value;
    }
}
