package dev.sampan.app;

import dev.sampan.unit.DataSize;

/**
 * Storage that outlives apps, and that several of them may see.
 *
 * @param name how apps mount it
 * @param state whether they may
 * @param size the most that its files may take
 */
public record StorageEntry(EntryName name, State state, DataSize size) {

    /** What it is good for. */
    public enum State {
        /** Apps may mount it. */
        REGISTERED,
        /** It was destroyed, and its files were kept. */
        KEPT,
        /** Its files are being deleted, or were when somebody ended the control plane. */
        DOOMED
    }

    public boolean isRegistered() {
        return state == State.REGISTERED;
    }
}
