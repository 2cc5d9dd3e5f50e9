package dev.sampan.git;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import java.nio.file.Path;

/** Where repositories are kept: `repos/APP.git`. */
record GitFiles(SampanHome home) {

    Path repositories() {
        return home.resolve("repos");
    }

    Path repository(AppName app) {
        return repositories().resolve(app.value() + ".git");
    }

    /** Where a repository is made before it gets its name; no app can be named so. */
    Path unfinished(AppName app) {
        return repositories().resolve("." + app.value() + ".new");
    }

    /** Where a repository is moved to before it is deleted. */
    Path deleted(AppName app) {
        return repositories().resolve("." + app.value() + ".deleted");
    }
}
