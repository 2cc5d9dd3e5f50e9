package dev.sampan.metrics;

import dev.sampan.app.ProcessType;
import dev.sampan.scheduler.CanaryLeftOut;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes an event of each release that is left out because of its errors. */
@Component
class CanaryTeller {

    private final EventTeller teller;

    CanaryTeller(EventTeller teller) {
        this.teller = teller;
    }

    @EventListener
    void tell(CanaryLeftOut left) {
        teller.tell(
                left.app(),
                "%s.v%d".formatted(ProcessType.WEB, left.release()),
                new InstanceWatch.Hit(LimitEvent.Kind.CANARY, left.limit(), left.use()));
    }
}
