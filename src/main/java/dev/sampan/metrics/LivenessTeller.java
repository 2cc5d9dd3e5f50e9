package dev.sampan.metrics;

import dev.sampan.scheduler.InstanceUnwell;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Makes an event of each restart of an instance that was not well. */
@Component
class LivenessTeller {

    /** What the table of events has room for. */
    private static final int LONGEST = 200;

    private final EventTeller teller;

    LivenessTeller(EventTeller teller) {
        this.teller = teller;
    }

    @EventListener
    void tell(InstanceUnwell unwell) {
        String reason = unwell.reason();
        teller.tell(
                unwell.app(),
                unwell.dyno(),
                new InstanceWatch.Hit(
                        LimitEvent.Kind.LIVENESS,
                        unwell.attempts() == 1 ? "1 attempt" : unwell.attempts() + " attempts",
                        reason.length() > LONGEST ? reason.substring(0, LONGEST) : reason));
    }
}
