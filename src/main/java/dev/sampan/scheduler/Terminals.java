package dev.sampan.scheduler;

import dev.sampan.app.Release;
import dev.sampan.container.Console;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.ContainerId;
import dev.sampan.container.Containers;
import dev.sampan.image.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Runs programs of apps for people who talk to them. */
@Service
public class Terminals {

    private final Containers containers;
    private final InstanceStarter starter;

    Terminals(Containers containers, InstanceStarter starter) {
        this.containers = containers;
        this.starter = starter;
    }

    /** Runs one command of a release to its end, in a container of its own that has the terminal of somebody. */
    public ContainerExit run(
            Release release, String name, String command, Duration limit, Console console)
            throws InterruptedException {
        var _ = starter.storage(release.app());
        return containers.run(starter.atTerminal(release, name, command), limit, console);
    }

    /**
     * Runs a further program in a container of an app.
     *
     * @return its exit code
     */
    public int enter(ContainerId id, List<String> command, Console console)
            throws InterruptedException {
        Optional<Digest> image = containers.find(id).flatMap(Instance::imageOf);
        return containers.enter(
                id, image.map(digest -> starter.inside(digest, command)).orElse(command), console);
    }
}
