package dev.sampan.build;

import dev.sampan.container.Container;
import dev.sampan.container.Containers;
import java.time.Duration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Ends the builds that went on after the control plane that waited for them had ended. */
@Component
final class BuildLeftovers {

    private final Containers containers;

    BuildLeftovers(Containers containers) {
        this.containers = containers;
    }

    @EventListener(ApplicationReadyEvent.class)
    void stopAll() {
        for (Container container : containers.list()) {
            if (BuildContainer.LABELS.entrySet().stream()
                    .allMatch(
                            label ->
                                    label.getValue()
                                            .equals(container.labels().get(label.getKey())))) {
                containers.stop(container.id(), Duration.ZERO);
            }
        }
    }
}
