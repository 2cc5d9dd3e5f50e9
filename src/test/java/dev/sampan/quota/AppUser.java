package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of an app: it has the app's UID and no right beyond it, and works in one folder. */
record AppUser(int uid, Path folder) {

    private static final CommandRunner COMMANDS = new CommandRunner();

    /** The user of an owner's apps, in a folder of its own in a folder of the owner's. */
    static AppUser in(Path folder, UidLease lease) throws IOException {
        return in(folder.resolve("of-the-app"), lease, 1000);
    }

    /** Another user of an owner's apps, by its UID inside, in a folder of its own. */
    static AppUser in(Path folder, UidLease lease, int inside) throws IOException {
        Path own = Files.createDirectories(folder);
        int uid = lease.hostUid(inside);
        Files.setAttribute(own, "unix:uid", uid);
        Files.setAttribute(own, "unix:gid", uid);
        return new AppUser(uid, own);
    }

    void write(String name, long kibibytes) {
        run("dd", "if=/dev/zero", "of=" + name, "bs=4k", "count=" + kibibytes / 4, "status=none");
    }

    /** Writes until it is stopped; answers with how many bytes there are then, and fails when nothing stops it. */
    long fill(String name, long atMost) throws IOException {
        try {
            run(
                    "dd",
                    "if=/dev/zero",
                    "of=" + name,
                    "bs=4k",
                    "count=" + atMost / 4096,
                    "conv=fsync",
                    "status=none");
        } catch (CommandFailedException e) {
            if (OverfillCommand.wasRefused(e)) {
                return Files.size(folder.resolve(name));
            }
            throw e;
        }
        throw new AssertionError("Wrote %d bytes into '%s'".formatted(atMost, folder));
    }

    /** Makes empty files until it is stopped; answers with how many there are then. */
    long fillWithFiles(long atMost) throws IOException {
        try {
            run(
                    "sh",
                    "-c",
                    "i=0; while [ $i -lt %d ]; do : > file$i; i=$((i+1)); done".formatted(atMost));
        } catch (CommandFailedException e) {
            if (e.errorOutput().contains("cannot create")) {
                try (var entries = Files.list(folder)) {
                    return entries.count();
                }
            }
            throw e;
        }
        throw new AssertionError("Made %d files in '%s'".formatted(atMost, folder));
    }

    String run(String... program) {
        List<String> argv = new ArrayList<>(List.of("env", "--chdir=" + folder, "LC_ALL=C"));
        argv.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid));
        argv.addAll(List.of("--clear-groups", "--no-new-privs"));
        argv.addAll(List.of(program));
        return COMMANDS.run(new Patient(argv));
    }

    /** Emulated machines are slow. */
    private record Patient(List<String> argv) implements Command<String> {

        @Override
        public String parse(String output) {
            return output;
        }

        @Override
        public java.time.Duration timeout() {
            return java.time.Duration.ofMinutes(3);
        }
    }
}
