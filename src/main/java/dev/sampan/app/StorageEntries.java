package dev.sampan.app;

import dev.sampan.unit.DataSize;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The storage entries of the platform, also those whose files are all that is left. */
@Service
@Transactional
public class StorageEntries {

    private static final int MOST_NOTES = 100;

    private final JdbcClient database;

    StorageEntries(JdbcClient database) {
        this.database = database;
    }

    /** All of them, by name. */
    @Transactional(readOnly = true)
    public List<StorageEntry> list() {
        return database.sql("select name, state, size_bytes from storage_entry order by name")
                .query((row, _) -> entry(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<StorageEntry> find(EntryName name) {
        return list().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /**
     * One that apps may mount.
     *
     * @throws RefusedException when there is none
     */
    @Transactional(readOnly = true)
    public StorageEntry require(EntryName name) {
        return find(name).filter(StorageEntry::isRegistered).orElseThrow(() -> missing(name));
    }

    /** Makes one. */
    public void add(EntryName name, DataSize size) {
        try {
            database.sql("insert into storage_entry (name, state, size_bytes) values (?, ?, ?)")
                    .params(name.value(), StorageEntry.State.REGISTERED.name(), size.bytes())
                    .update();
        } catch (DuplicateKeyException e) {
            RefusedException refused =
                    RefusedException.conflict(
                            "Storage entry '%s' is being created by somebody else. Try again"
                                    .formatted(name));
            refused.initCause(e);
            throw refused;
        }
    }

    /** Says what it is good for from now on. */
    public void mark(EntryName name, StorageEntry.State state) {
        database.sql("update storage_entry set state = ? where name = ?")
                .params(state.name(), name.value())
                .update();
    }

    /** Says how much its files may take. */
    public void resize(EntryName name, DataSize size) {
        database.sql("update storage_entry set size_bytes = ? where name = ?")
                .params(size.bytes(), name.value())
                .update();
    }

    /** Forgets one, and what was noted of it. */
    public void remove(EntryName name) {
        database.sql("delete from storage_entry where name = ?").params(name.value()).update();
    }

    /** What was noted of one. */
    @Transactional(readOnly = true)
    public SortedMap<String, String> notes(EntryName name, StorageNote.Kind kind) {
        SortedMap<String, String> notes = new TreeMap<>();
        database.sql(
                        "select note_key, note_value from storage_note where entry_name = ? and kind"
                                + " = ?")
                .params(name.value(), kind.name())
                .query(
                        row -> {
                            notes.put(row.getString(1), row.getString(2));
                        });
        return notes;
    }

    /**
     * Notes something of one, or takes a note away.
     *
     * @throws RefusedException when there is no such entry, or it has as many notes as it may
     */
    public void note(EntryName name, StorageNote note) {
        lock(name);
        database.sql("delete from storage_note where entry_name = ? and kind = ? and note_key = ?")
                .params(name.value(), note.kind().name(), note.key())
                .update();
        if (note.value().isEmpty()) {
            return;
        }
        if (notes(name, note.kind()).size() >= MOST_NOTES) {
            throw RefusedException.conflict(
                    "Storage entry '%s' has %d notes of this kind already, which are the most"
                            .formatted(name, MOST_NOTES));
        }
        database.sql(
                        "insert into storage_note (entry_name, kind, note_key, note_value) values"
                                + " (?, ?, ?, ?)")
                .params(name.value(), note.kind().name(), note.key(), note.value().get())
                .update();
    }

    /** Keeps one as it is until the end of the transaction. */
    StorageEntry lock(EntryName name) {
        return database.sql(
                        "select name, state, size_bytes from storage_entry where name = ? for update")
                .params(name.value())
                .query((row, _) -> entry(row.getString(1), row.getString(2), row.getLong(3)))
                .optional()
                .filter(StorageEntry::isRegistered)
                .orElseThrow(() -> missing(name));
    }

    private static StorageEntry entry(String name, String state, long size) {
        return new StorageEntry(
                new EntryName(name), StorageEntry.State.valueOf(state), DataSize.ofBytes(size));
    }

    private static RefusedException missing(EntryName name) {
        return RefusedException.notFound(
                "Storage entry '%s' does not exist. `storage:list-entries` names those there are"
                        .formatted(name));
    }
}
