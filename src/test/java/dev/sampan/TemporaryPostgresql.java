package dev.sampan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.test.context.DynamicPropertyRegistry;

/** A PostgreSQL 15 cluster in a temporary folder, made at the first use and stopped when the tests end. */
public final class TemporaryPostgresql {

    public static final String USER = "sampan";

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");

    private static final Path FOLDER = folder();
    private static final int PORT = start(FOLDER);

    private TemporaryPostgresql() {}

    /** Points the application at a fresh database of the cluster. */
    public static void configure(DynamicPropertyRegistry registry, String database) {
        String url = create(database);
        registry.add("spring.datasource.url", () -> url);
        registry.add("spring.datasource.username", () -> USER);
    }

    /** Makes a fresh database of the cluster and answers its JDBC address. */
    public static String create(String database) {
        run(
                PROGRAMS.resolve("createdb").toString(),
                "--host=127.0.0.1",
                "--port=" + PORT,
                "--username=" + USER,
                database);
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(PORT, database);
    }

    /** Where the cluster keeps its files, its log of changes among them. */
    public static Path files() {
        return FOLDER.resolve("data");
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("/tmp"), "sampan-postgresql");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int start(Path folder) {
        if (!Files.isExecutable(PROGRAMS.resolve("initdb"))) {
            throw new AssertionError(
                    "These tests need PostgreSQL 15: install the package 'postgresql' (apt-get install postgresql)");
        }
        try {
            Path data = files();
            run("chown", "postgres", folder.toString());
            run(
                    asPostgres(
                            PROGRAMS.resolve("initdb").toString(),
                            "--pgdata=" + data,
                            "--username=" + USER,
                            "--auth=trust",
                            "--encoding=UTF8",
                            "--no-sync"));
            int port = freePort();
            String options =
                    "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c fsync=off"
                            .formatted(port, folder);
            run(
                    asPostgres(
                            PROGRAMS.resolve("pg_ctl").toString(),
                            "--pgdata=" + data,
                            "--log=" + folder.resolve("log"),
                            "--options=" + options,
                            "--wait",
                            "start"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(folder, data)));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Path folder, Path data) {
        run(
                asPostgres(
                        PROGRAMS.resolve("pg_ctl").toString(),
                        "--pgdata=" + data,
                        "--mode=immediate",
                        "--wait",
                        "stop"));
        run("rm", "-r", folder.toString());
    }

    private static String[] asPostgres(String... argv) {
        List<String> all = new ArrayList<>(List.of("runuser", "-u", "postgres", "--"));
        all.addAll(List.of(argv));
        return all.toArray(String[]::new);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void run(String... argv) {
        try {
            Path output = Files.createTempFile("sampan-postgresql", ".out");
            Process process =
                    new ProcessBuilder(argv)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            String text = Files.readString(output);
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError("'%s' failed: %s".formatted(argv[0], text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("'%s' was interrupted".formatted(argv[0]), e);
        }
    }
}
