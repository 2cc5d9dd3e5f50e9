package dev.sampan.runtime;

import java.time.Duration;

/**
 * What a control group has had of the processors since it was made.
 *
 * @param time that its processes ran, added up
 * @param throttled in how many periods it was held back because its limit was used up
 */
public record ProcessorUse(Duration time, long throttled) {

    /** With what the kernel did for it beside that. */
    public ProcessorUse plus(Duration more) {
        return new ProcessorUse(time.plus(more), throttled);
    }
}
