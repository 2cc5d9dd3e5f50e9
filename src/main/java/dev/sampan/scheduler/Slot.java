package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;

/**
 * The place of one process of an app.
 *
 * @param app whose it is
 * @param process its type
 * @param index its number among those of the type, from 1
 */
public record Slot(AppName app, ProcessType process, int index) {

    /** Its name within the app, as in DYNO: `web.1`. */
    public String dyno() {
        return process.value() + "." + index;
    }

    @Override
    public String toString() {
        return app + " " + dyno();
    }
}
