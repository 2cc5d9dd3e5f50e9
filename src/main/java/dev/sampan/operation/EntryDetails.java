package dev.sampan.operation;

import dev.sampan.app.AppName;
import dev.sampan.app.EntryName;
import dev.sampan.app.StorageEntry;
import dev.sampan.app.StorageNote;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A storage entry as people see it.
 *
 * @param entry what it is
 * @param notes what was noted of it; every kind is there
 * @param mountedBy the apps that mount it
 */
public record EntryDetails(
        StorageEntry entry,
        Map<StorageNote.Kind, SortedMap<String, String>> notes,
        List<AppName> mountedBy) {

    public EntryName name() {
        return entry.name();
    }

    /** The notes of a kind. */
    public SortedMap<String, String> of(StorageNote.Kind kind) {
        return notes.getOrDefault(kind, new TreeMap<>());
    }
}
