package dev.sampan.ssh;

import dev.sampan.app.App;
import dev.sampan.app.AppName;
import dev.sampan.app.Release;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.ImageOperations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `git:…`. */
@Component
final class GitCommands implements CommandGroup {

    private static final Map<String, String> GLOBAL =
            Map.of("--git-global-deploy-branch", "master", "--git-global-keep-git-dir", "false");

    private static final String SIGNATURE = "--signature";

    private final AppOperations apps;
    private final ImageOperations images;

    GitCommands(AppOperations apps, ImageOperations images) {
        this.apps = apps;
        this.images = images;
    }

    @Override
    public String name() {
        return "git";
    }

    @Override
    public String title() {
        return "Manage what a git push does";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "git:from-image",
                        "<app> <docker-image> [<git-username> <git-email>]",
                        "Deploy an image from its registry",
                        this::fromImage),
                new CommandEntry(
                        "git:load-image",
                        "[--signature <base64>] <app> <docker-image> [<git-username> <git-email>]",
                        "Deploy an image that stands on the standard input, as docker image save writes it",
                        this::loadImage),
                new CommandEntry(
                        "git:report",
                        "[<app>|--global] [<flag>]",
                        "Show how apps are pushed",
                        this::report),
                new CommandEntry(
                        "git:set",
                        "<app> deploy-branch [<branch>]",
                        "Set the branch whose push deploys",
                        this::set));
    }

    private void fromImage(Invocation call) throws InterruptedException {
        Options options = Options.none(call.arguments());
        images.pull(
                call.caller(),
                call.app(options.rest()),
                image(call, options),
                new TerminalDeployLog(call.terminal()));
    }

    private void loadImage(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(), Set.of(SIGNATURE));
        String image = image(call, options);
        AppName app = call.app(options.rest());
        if (call.terminal().isTty()) {
            throw new UsageException(
                    "An image cannot be sent through a terminal. Call it without: docker image save %s | ssh dokku@host git:load-image %s %s"
                            .formatted(image, app, image));
        }
        images.load(
                call.caller(),
                app,
                call.input(),
                image,
                options.value(SIGNATURE),
                new TerminalDeployLog(call.terminal()));
    }

    /** The image; who commits, which may stand behind it, says nothing here. */
    private static String image(Invocation call, Options options) {
        List<String> rest = options.rest();
        AppName app = call.app(rest);
        call.expect(rest.size() >= 2 && rest.size() <= 4 && !app.value().isEmpty());
        return rest.get(1);
    }

    private void set(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2 || rest.size() == 3);
        if (!rest.get(1).equals("deploy-branch")) {
            throw new UsageException(
                    "Invalid property '%s', valid properties: deploy-branch"
                            .formatted(rest.get(1)));
        }
        String branch = rest.size() == 3 && !rest.get(2).isEmpty() ? rest.get(2) : null;
        apps.deployFrom(call.caller(), app, branch);
        call.terminal()
                .header(
                        branch == null
                                ? "Unsetting deploy-branch"
                                : "Setting deploy-branch to " + branch);
    }

    private void report(Invocation call) {
        new Report("git", "--git-")
                .write(
                        Report.question(call.arguments()),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(apps.details(call.caller(), app)),
                        () -> GLOBAL);
    }

    private static Map<String, String> facts(AppDetails details) {
        App app = details.app();
        Map<String, String> facts = new TreeMap<>();
        facts.put("--git-computed-deploy-branch", app.deployBranch().orElse("master"));
        facts.put("--git-deploy-branch", app.deployBranch().orElse(""));
        facts.putAll(GLOBAL);
        facts.put("--git-computed-keep-git-dir", "false");
        facts.put("--git-keep-git-dir", "");
        facts.put("--git-source-image", "");
        facts.put("--git-rev-env-var", "GIT_REV");
        facts.put("--git-sha", details.release().flatMap(Release::commit).orElse(""));
        facts.put(
                "--git-last-updated-at",
                details.release()
                        .map(release -> Long.toString(release.createdAt().getEpochSecond()))
                        .orElse(""));
        return facts;
    }
}
