package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.SourceOperations.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What `git:status` says: the branch that deploys an app, and whether its head is what is deployed. */
final class GitStatus {

    private GitStatus() {}

    static List<String> lines(AppName app, Branch branch, Optional<Release> release) {
        Optional<String> deployed = release.flatMap(Release::commit);
        List<String> lines = new ArrayList<>();
        lines.add("On branch " + branch.name());
        lines.add(
                branch.head()
                        .map(
                                id ->
                                        "Head:     %s %s"
                                                .formatted(id.substring(0, 7), branch.subject()))
                        .orElse("No commits yet"));
        release.ifPresent(
                one ->
                        lines.add(
                                "Deployed: %s as %s"
                                        .formatted(
                                                deployed.map(id -> id.substring(0, 7))
                                                        .orElse("an image"),
                                                one.version())));
        branch.head()
                .map(
                        id ->
                                deployed.equals(Optional.of(id))
                                        ? "The head of %s is deployed".formatted(branch.name())
                                        : "The head of %s is not deployed. Deploy it with `ps:rebuild %s`"
                                                .formatted(branch.name(), app))
                .ifPresent(lines::add);
        return lines;
    }
}
