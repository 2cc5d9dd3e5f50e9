package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A request's head as it goes to the app, for as long as it may have to be sent once more. */
final class HeldHead {

    private @Nullable ByteBuf bytes;

    void set(ByteBuf encoded) {
        bytes = encoded;
    }

    boolean isThere() {
        return bytes != null;
    }

    /**
     * The head to be sent now; null when there is none.
     *
     * @param again whether it may have to be sent once more
     */
    @Nullable ByteBuf take(boolean again) {
        ByteBuf held = bytes;
        if (held == null || again) {
            return held == null ? null : held.retainedDuplicate();
        }
        bytes = null;
        return held;
    }

    void release() {
        ByteBuf held = bytes;
        bytes = null;
        if (held != null) {
            held.release();
        }
    }
}
