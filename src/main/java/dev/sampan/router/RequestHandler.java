package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** One thing that a request has to pass before a target is chosen for it. */
interface RequestHandler {

    /** The answer in the app's place; null lets the request pass. */
    @Nullable Answer handle(Passage passage);
}
