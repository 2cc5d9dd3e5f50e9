package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.EntryName;
import dev.sampan.app.Limits;
import dev.sampan.app.RefusedException;
import dev.sampan.app.ResourceScope;
import dev.sampan.app.StorageEntries;
import dev.sampan.app.StorageEntry;
import dev.sampan.app.StorageNote;
import dev.sampan.app.VolumeMounts;
import dev.sampan.container.Console;
import dev.sampan.container.ContainerExit;
import dev.sampan.container.Storage;
import dev.sampan.container.StorageUsage;
import dev.sampan.scheduler.EntryShell;
import dev.sampan.scheduler.EntryStorage;
import dev.sampan.unit.DataSize;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.stereotype.Service;

/** Storage entries, which outlive apps and which several of them may mount. */
@Service
public final class EntryOperations {

    /** Where a program sees an entry, and starts. */
    public static final String FOLDER = EntryShell.FOLDER;

    private final Guard guard;
    private final EntryRights rights;
    private final StorageEntries entries;
    private final VolumeMounts mounts;
    private final EntryStorage storage;
    private final EntryShell shell;
    private final Limits limits;

    EntryOperations(
            Guard guard,
            EntryRights rights,
            StorageEntries entries,
            VolumeMounts mounts,
            EntryStorage storage,
            EntryShell shell,
            Limits limits) {
        this.guard = guard;
        this.rights = rights;
        this.entries = entries;
        this.mounts = mounts;
        this.storage = storage;
        this.shell = shell;
        this.limits = limits;
    }

    /**
     * Where the files of an entry are, and what they take.
     *
     * @param path on the machine itself
     */
    public record Files(Path path, StorageUsage usage) {}

    /**
     * A program to run.
     *
     * @param entry what it sees
     * @param command the program and its arguments
     * @param uid who it is inside; the files of the entry are shown as this user's
     */
    public record Order(EntryName entry, List<String> command, int uid) {}

    /**
     * Makes an entry and its disk. One that was destroyed has its files again, unless they were to be deleted.
     *
     * @param size the most that its files may take; empty for as much as an app, or what it had
     * @return false when there is such an entry, which stays as it is
     */
    public boolean create(
            Caller caller, EntryName name, Optional<DataSize> size, List<StorageNote> notes) {
        return guard.change(
                caller,
                Guard.PLATFORM,
                Permission.DEPLOY,
                "storage:create",
                name,
                () -> create(name, size, notes));
    }

    private boolean create(EntryName name, Optional<DataSize> size, List<StorageNote> notes) {
        Optional<StorageEntry> found = entries.find(name);
        if (found.filter(StorageEntry::isRegistered).isPresent()) {
            refuseOtherSize(found.get(), size);
            var _ = storage.prepare(name);
            return false;
        }
        boolean kept = found.filter(entry -> entry.state() == StorageEntry.State.KEPT).isPresent();
        if (kept) {
            entries.mark(name, StorageEntry.State.REGISTERED);
        } else {
            found.ifPresent(_ -> storage.destroy(name));
            entries.add(
                    name,
                    size.orElseGet(() -> limits.effective(ResourceScope.GLOBAL).storageSize()));
        }
        boolean done = false;
        try {
            size.ifPresentOrElse(
                    wanted -> storage.resize(name, wanted),
                    () -> {
                        var _ = storage.prepare(name);
                    });
            notes.forEach(note -> entries.note(name, note));
            done = true;
            return true;
        } finally {
            if (!done) {
                entries.mark(name, kept ? StorageEntry.State.KEPT : StorageEntry.State.DOOMED);
                if (!kept) {
                    storage.destroy(name);
                }
            }
        }
    }

    private static void refuseOtherSize(StorageEntry entry, Optional<DataSize> size) {
        size.filter(wanted -> !wanted.equals(entry.size()))
                .ifPresent(
                        wanted -> {
                            throw RefusedException.conflict(
                                    "Storage entry '%1$s' exists already, with a size of %2$s. `storage:set %1$s size %3$s` changes it"
                                            .formatted(
                                                    entry.name(), entry.size().toText(), wanted));
                        });
    }

    /**
     * Lets nobody mount an entry any more.
     *
     * @param files whether its files are deleted, too; of one whose files are all that is left, as well
     * @throws RefusedException when apps mount it, or processes see it still
     */
    public void destroy(Caller caller, EntryName name, boolean files) {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.ADMINISTER,
                "storage:destroy",
                name + (files ? " with its files" : ""),
                () -> {
                    retire(name, files);
                    if (files) {
                        storage.destroy(name);
                    }
                    return name;
                });
    }

    private void retire(EntryName name, boolean files) {
        StorageEntry.State state = files ? StorageEntry.State.DOOMED : StorageEntry.State.KEPT;
        if (files && entries.find(name).filter(entry -> !entry.isRegistered()).isPresent()) {
            entries.mark(name, state);
            return;
        }
        var _ = entries.require(name);
        if (mounts.of(name).isEmpty()) {
            refuseSeen(name);
        }
        mounts.retire(name, state);
    }

    private void refuseSeen(EntryName name) {
        Set<String> seeing = storage.seenBy(name);
        if (!seeing.isEmpty()) {
            throw RefusedException.conflict(
                    "Processes of %s see storage entry '%s' still. Restart them (ps:restart), or end what runs"
                            .formatted(String.join(", ", seeing), name));
        }
    }

    /** Those that a caller may see, also those whose files are all that is left. */
    public List<EntryDetails> list(Caller caller) {
        return entries.list().stream()
                .filter(entry -> rights.mayView(caller, entry.name()))
                .map(this::details)
                .toList();
    }

    public EntryDetails details(Caller caller, EntryName name) {
        return rights.view(caller, name, "storage:info", () -> details(entries.require(name)));
    }

    private EntryDetails details(StorageEntry entry) {
        Map<StorageNote.Kind, SortedMap<String, String>> notes =
                new EnumMap<>(StorageNote.Kind.class);
        for (StorageNote.Kind kind : StorageNote.Kind.values()) {
            notes.put(kind, entries.notes(entry.name(), kind));
        }
        return new EntryDetails(entry, notes, List.copyOf(mounts.of(entry.name()).keySet()));
    }

    /** The files of an entry, whose disk is made now when it is not there. */
    public Files files(Caller caller, EntryName name) {
        return rights.view(
                caller,
                name,
                "storage:wait",
                () -> {
                    Storage made = storage.prepare(name);
                    return new Files(made.lent(), storage.usage(name));
                });
    }

    /** Gives an entry another size at once, while it is in use. */
    public void resize(Caller caller, EntryName name, DataSize size) {
        change(caller, name, "storage:set", () -> storage.resize(name, size));
    }

    /** Notes something of an entry. */
    public void note(Caller caller, EntryName name, StorageNote note) {
        change(
                caller,
                name,
                "storage:" + note.kind().word() + "s:set",
                () -> entries.note(name, note));
    }

    private void change(Caller caller, EntryName name, String action, Runnable work) {
        guard.change(
                caller,
                Guard.PLATFORM,
                Permission.DEPLOY,
                action,
                name,
                () -> {
                    work.run();
                    return name;
                });
    }

    /**
     * Runs a program that sees an entry, its output as it comes; it ends when the calling thread is interrupted.
     *
     * @return its exit code; 1 when nobody knows it
     */
    public int run(Caller caller, Order order, OutputStream output) throws InterruptedException {
        return run(
                caller,
                order,
                () -> shell.run(order.entry(), order.command(), order.uid(), output));
    }

    /** The same at the terminal of somebody. */
    public int run(Caller caller, Order order, Console console) throws InterruptedException {
        return run(
                caller,
                order,
                () -> shell.run(order.entry(), order.command(), order.uid(), console));
    }

    private int run(Caller caller, Order order, Work<ContainerExit, InterruptedException> work)
            throws InterruptedException {
        ContainerExit exit =
                guard.change(
                        caller,
                        rights.toWrite(caller, order.entry()),
                        Permission.DEPLOY,
                        "storage:exec",
                        order.entry(),
                        work);
        return exit.exitCode() == ContainerExit.UNKNOWN ? 1 : exit.exitCode();
    }
}
