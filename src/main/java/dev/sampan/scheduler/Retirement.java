package dev.sampan.scheduler;

import dev.sampan.app.CheckProperty;
import dev.sampan.app.CheckSettings;
import dev.sampan.container.Containers;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Lets replaced instances finish their requests, then stops them; nobody waits for it. */
@Component
final class Retirement {

    private final Containers containers;
    private final Instances instances;
    private final Routes routes;
    private final SchedulerProperties properties;
    private final StopTimeouts timeouts;
    private final CheckSettings settings;

    Retirement(
            Containers containers,
            Instances instances,
            Routes routes,
            SchedulerProperties properties,
            StopTimeouts timeouts,
            CheckSettings settings) {
        this.timeouts = timeouts;
        this.containers = containers;
        this.instances = instances;
        this.routes = routes;
        this.properties = properties;
        this.settings = settings;
    }

    void retire(List<Instance> old) {
        for (Instance instance : old) {
            Thread.ofVirtual()
                    .name("retire-" + instance.container().id())
                    .start(() -> drainAndStop(instance));
        }
    }

    private void drainAndStop(Instance instance) {
        Duration grace = timeouts.of(instance.app());
        try {
            routes.awaitDrained(
                    instance,
                    settings.time(instance.app(), CheckProperty.WAIT_TO_RETIRE)
                            .orElse(properties.drain()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        containers.stop(instance.container().id(), grace);
        instances.remove(instance.container().id());
    }
}
