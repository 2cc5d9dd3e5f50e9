package dev.sampan.router;

import java.nio.file.Path;

/**
 * Where the router's files lie.
 *
 * @param folder `router` in the home folder
 */
record RouterFiles(Path folder) {

    static RouterFiles of(Path home) {
        return new RouterFiles(home.toAbsolutePath().normalize().resolve("router"));
    }

    Path table() {
        return folder.resolve("routes.json");
    }

    Path previousTable() {
        return folder.resolve("routes.json.1");
    }

    Path controlSocket() {
        return folder.resolve("control.sock");
    }

    Path accessLog() {
        return folder.resolve("access.log");
    }
}
