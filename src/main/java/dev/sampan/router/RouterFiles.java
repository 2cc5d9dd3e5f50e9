package dev.sampan.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the router's files lie. Several routers may run at a time, one that takes connections and others that retire; each
 * has sockets of its own, and a link names those of the one that takes connections.
 *
 * @param folder `router` in the home folder
 */
record RouterFiles(Path folder) {

    private static final Pattern CONTROL = Pattern.compile("control\\.([0-9-]+)\\.sock");

    static RouterFiles of(Path home) {
        return new RouterFiles(home.toAbsolutePath().normalize().resolve("router"));
    }

    Path table() {
        return folder.resolve("routes.json");
    }

    Path previousTable() {
        return folder.resolve("routes.json.1");
    }

    /** The link to the control socket of the router that takes connections. */
    Path controlLink() {
        return folder.resolve("control.sock");
    }

    /** The control socket of one router. */
    Path controlSocket(String router) {
        return folder.resolve("control." + router + ".sock");
    }

    /** Where one router gives what it has open to the one that follows it. */
    Path handoverSocket(String router) {
        return folder.resolve("handover." + router + ".sock");
    }

    Path accessLog() {
        return folder.resolve("access.log");
    }

    /** The router that takes connections, or the last one that did. */
    Optional<String> current() {
        try {
            Path target = Files.readSymbolicLink(controlLink());
            return routerOf(target);
        } catch (NoSuchFileException | NotLinkException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("'%s' cannot be read".formatted(controlLink()), e);
        }
    }

    /** Every router that has a control socket, whether it is still there or was killed. */
    List<String> routers() {
        List<String> routers = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "control.*.sock")) {
            files.forEach(file -> routerOf(file).ifPresent(routers::add));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Folder '%s' cannot be read".formatted(folder), e);
        }
        return routers;
    }

    private static Optional<String> routerOf(Path socket) {
        Matcher name = CONTROL.matcher(socket.getFileName().toString());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
