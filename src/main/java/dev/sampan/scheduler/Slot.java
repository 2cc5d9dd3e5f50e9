package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;

/**
 * The place of one process of an app.
 *
 * @param app whose it is
 * @param process its type
 * @param index its number among those of the type, from 1
 * @param canary the number of the release that it belongs to while several serve; 0 for the places that an app always has
 */
public record Slot(AppName app, ProcessType process, int index, int canary) {

    /** A place of the release that serves alone, or of the base. */
    public Slot(AppName app, ProcessType process, int index) {
        this(app, process, index, 0);
    }

    public boolean isCanary() {
        return canary != 0;
    }

    /** Its name within the app, as in DYNO: `web.1`, or `web.v10.1` in a release beside the base. */
    public String dyno() {
        return process.value() + (isCanary() ? ".v" + canary : "") + "." + index;
    }

    @Override
    public String toString() {
        return app + " " + dyno();
    }
}
