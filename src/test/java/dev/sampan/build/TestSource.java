package dev.sampan.build;

import dev.sampan.host.Command;
import dev.sampan.host.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A working copy whose commits are pushed straight into an app's bare repository. */
final class TestSource {

    private final CommandRunner commands;
    private final Path folder;
    private final Path repository;

    TestSource(CommandRunner commands, Path folder, Path repository) throws IOException {
        this.commands = commands;
        this.folder = Files.createDirectories(folder);
        this.repository = repository;
        git("init", "-q", "-b", "main");
    }

    Path folder() {
        return folder;
    }

    /** Takes the files of an example as they are in this repository, without what is not committed. */
    TestSource copyOf(String example) throws IOException {
        return copyOf(Path.of("examples", example));
    }

    TestSource copyOf(Path from) throws IOException {
        try (var paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (!path.toString().contains("node_modules")) {
                    Path to = folder.resolve(from.relativize(path).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(path, to, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return this;
    }

    void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    /** Commits everything, pushes it and returns the commit's id. */
    String push() {
        git("add", "-A");
        git("-c", "user.name=A", "-c", "user.email=a@localhost", "commit", "-q", "-m", "test");
        git("push", "-q", "--force", repository.toString(), "main");
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git", "-C", folder.toString()));
        argv.addAll(List.of(arguments));
        return commands.run(Command.of(argv));
    }
}
