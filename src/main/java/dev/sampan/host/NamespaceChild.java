package dev.sampan.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A process that enters a new user namespace and others that belong to it, and stays in them until it is closed: a
 * process with several threads, as ours, may not.
 */
final class NamespaceChild implements AutoCloseable {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");

    private final ProcessLauncher launcher = new ProcessLauncher();
    private final Pipe in = new Pipe();
    private final int pid;

    /**
     * Starts the child; its namespaces are there and the users are mapped when this returns.
     *
     * @param firstUid the host's UID and GID that are 0 inside
     * @param kinds the options of unshare(1) for what else is to be new, such as `--net`
     */
    NamespaceChild(int firstUid, String... kinds) throws IOException {
        this(IdMap.inside(firstUid), IdMap.inside(firstUid), kinds);
    }

    /** The same with users and groups of its own choice. */
    NamespaceChild(IdMap users, IdMap groups, String... kinds) throws IOException {
        Path unshare =
                ProcessLauncher.find("unshare")
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "'unshare' is not installed. Install it: apt-get install util-linux"));
        List<String> argv = new ArrayList<>(List.of(unshare.toString(), "--user"));
        argv.addAll(Arrays.asList(kinds));
        argv.addAll(List.of("--", "cat"));
        try (Pipe out = new Pipe()) {
            pid =
                    launcher.start(
                            unshare, argv, ENVIRONMENT, Path.of("/"), in.readEnd(), out.writeEnd());
            in.closeReadEnd();
            out.closeWriteEnd();
            boolean ready = false;
            try {
                in.write('\n');
                awaitEcho(out);
                map("uid_map", users);
                map("gid_map", groups);
                ready = true;
            } finally {
                if (!ready) {
                    close();
                }
            }
        }
    }

    /** It answers from within. */
    private static void awaitEcho(Pipe out) throws IOException {
        try (InputStream echo = out.input()) {
            if (echo.read() != '\n') {
                throw new IOException("Program 'unshare' did not make a user namespace");
            }
        }
    }

    private void map(String file, IdMap map) throws IOException {
        Files.writeString(
                Path.of("/proc", Integer.toString(pid), file),
                map.text(),
                StandardCharsets.US_ASCII);
    }

    /** A file that stands for a namespace of the child while it lives, such as `user`. */
    Path namespace(String kind) {
        return Path.of("/proc", Integer.toString(pid), "ns", kind);
    }

    @Override
    public void close() {
        in.close();
        Posix.kill(pid, Posix.SIGKILL);
        int _ = launcher.await(pid);
    }
}
