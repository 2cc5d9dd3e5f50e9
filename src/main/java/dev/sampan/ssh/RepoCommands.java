package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.operation.RepositoryOperations;
import java.util.List;
import org.springframework.stereotype.Component;

/** The commands `repo:…`. */
@Component
final class RepoCommands implements CommandGroup {

    private final RepositoryOperations repositories;

    RepoCommands(RepositoryOperations repositories) {
        this.repositories = repositories;
    }

    @Override
    public String name() {
        return "repo";
    }

    @Override
    public String title() {
        return "Keep the source of apps and their build caches small";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry("repo:gc", "<app>", "Pack the source of an app", this::gc),
                new CommandEntry(
                        "repo:purge-cache",
                        "<app>",
                        "Remove what builds left for the next one",
                        this::purge));
    }

    private void gc(Invocation call) {
        AppName app = call.onlyApp();
        repositories.collectGarbage(call.caller(), app);
        call.terminal().step("Packed the source of %s".formatted(app));
    }

    private void purge(Invocation call) {
        AppName app = call.onlyApp();
        repositories.purgeCache(call.caller(), app);
        call.terminal().step("Removed the build cache of %s".formatted(app));
    }
}
