package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.BuildSetting;
import dev.sampan.app.Excerpt;
import dev.sampan.app.Release;
import dev.sampan.git.CommitAuthor;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.BuildOperations;
import dev.sampan.operation.GitHostOperations;
import dev.sampan.operation.ImageOperations;
import dev.sampan.operation.SourceOperations;
import dev.sampan.operation.SourceSync;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The commands `git:…`. */
@Component
final class GitCommands implements CommandGroup {

    private static final String BRANCH = "deploy-branch";

    /** How archives are named that stand on the standard input. */
    private static final Set<String> STANDARD_INPUT = Set.of("-", "--");

    private static final Pattern SHORT =
            Pattern.compile("([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):/?([^/].*)");

    private static final String SIGNATURE = "--signature";

    private final AppOperations apps;
    private final ImageOperations images;
    private final SourceOperations sources;
    private final BuildOperations builds;
    private final GitHostOperations hosts;
    private final GitLoginCommands logins;
    private final BuildSettingCommands revision;

    GitCommands(
            AppOperations apps,
            ImageOperations images,
            SourceOperations sources,
            BuildOperations builds,
            GitHostOperations hosts,
            GitLoginCommands logins) {
        this.apps = apps;
        this.images = images;
        this.sources = sources;
        this.builds = builds;
        this.revision =
                new BuildSettingCommands(
                        "git", List.of(BuildSetting.REVISION_VARIABLE), builds, apps);
        this.hosts = hosts;
        this.logins = logins;
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
        return Stream.concat(own().stream(), logins.commands().stream()).toList();
    }

    private List<CommandEntry> own() {
        return List.of(
                new CommandEntry(
                        "git:allow-host",
                        "<host>[:<port>]",
                        "Ask a host for its key, and fetch source from it by SSH from now on",
                        this::allowHost),
                new CommandEntry(
                        "git:from-archive",
                        "[--archive-type tar|tar.gz|zip] <app> (<archive-url>|-) [<git-username>"
                                + " <git-email>]",
                        "Deploy the files of an archive, from its address or the standard input",
                        this::fromArchive),
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
                        "git:generate-deploy-key",
                        "",
                        "Make the key with which source is fetched by SSH, unless there is one",
                        this::publicKey),
                new CommandEntry(
                        "git:public-key",
                        "",
                        "Show the key with which source is fetched by SSH, for private repositories",
                        this::publicKey),
                new CommandEntry(
                        "git:report",
                        "[<app>|--global] [<flag>]",
                        "Show how apps are pushed",
                        this::report),
                new CommandEntry(
                        "git:set",
                        "(<app>|--global) (deploy-branch|rev-env-var) [<value>]",
                        "Set the branch whose push deploys, or the variable that names the commit",
                        this::set),
                new CommandEntry(
                        "git:status",
                        "<app>",
                        "Show the branch that deploys an app, and whether its head is deployed",
                        this::status),
                new CommandEntry(
                        "git:sync",
                        "[--build|--build-if-changes] [--skip-deploy-branch] <app> <repository>"
                                + " [<git-ref>]",
                        "Fetch the source of an app from another repository",
                        this::sync));
    }

    private void allowHost(Invocation call) {
        List<String> rest = Options.none(call.arguments()).rest();
        call.expect(rest.size() == 1);
        String fingerprint = hosts.allow(call.caller(), rest.getFirst());
        call.terminal()
                .step(
                        "%s is known by the key %s. Compare it with what the host says of itself"
                                .formatted(rest.getFirst(), fingerprint));
    }

    private void publicKey(Invocation call) {
        call.expect(Options.none(call.arguments()).rest().isEmpty());
        call.terminal().line(hosts.publicKey(call.caller()));
    }

    private void fromArchive(Invocation call) throws InterruptedException {
        // dokku writes -- for the standard input, which ends the flags of any other command.
        List<String> words =
                call.arguments().stream()
                        .map(word -> STANDARD_INPUT.contains(word) ? "-" : word)
                        .toList();
        Options options = Options.parse(words, Set.of(), Set.of("--archive-type"));
        List<String> rest = options.rest();
        AppName app = call.app(rest);
        call.expect(rest.size() >= 1 && rest.size() != 3 && rest.size() <= 4);
        CommitAuthor author =
                rest.size() == 4
                        ? new CommitAuthor(rest.get(2), rest.get(3))
                        : SourceOperations.author(call.caller());
        TerminalDeployLog log = new TerminalDeployLog(call.terminal());
        if (rest.size() > 1 && !rest.get(1).equals("-")) {
            var _ = sources.archive(call.caller(), app, address(rest.get(1)), author, log);
            return;
        }
        if (call.terminal().isTty()) {
            throw new UsageException(
                    "An archive cannot be sent through a terminal. Call it without: tar -cz . | ssh dokku@host git:from-archive %s -"
                            .formatted(app));
        }
        var _ = sources.archive(call.caller(), app, call.input(), author, log);
    }

    private void sync(Invocation call) throws InterruptedException {
        Options options =
                call.options(
                        Set.of("--build", "--build-if-changes", "--skip-deploy-branch"), Set.of());
        List<String> rest = options.rest();
        AppName app = call.app(rest);
        call.expect(rest.size() == 2 || rest.size() == 3);
        SourceSync.Build build =
                options.has("--build")
                        ? SourceSync.Build.ALWAYS
                        : options.has("--build-if-changes")
                                ? SourceSync.Build.IF_CHANGED
                                : SourceSync.Build.NEVER;
        var _ =
                sources.sync(
                        call.caller(),
                        app,
                        new SourceSync(
                                repository(rest.get(1)),
                                rest.stream().skip(2).findFirst(),
                                build,
                                !options.has("--skip-deploy-branch")),
                        new TerminalDeployLog(call.terminal()));
    }

    /** As git takes it, `git@host:path` too. */
    private static URI repository(String text) {
        Matcher parts = SHORT.matcher(text);
        return address(
                parts.matches()
                        ? "ssh://%s@%s/%s".formatted(parts.group(1), parts.group(2), parts.group(3))
                        : text);
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException(
                    "'%s' is not an address that can be fetched. Write one that begins with https:// or http://"
                            .formatted(Excerpt.of(text)));
        }
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
        PropertyChange change = PropertyChange.of(call);
        Optional<AppName> app = change.app();
        if (change.property().equals(BuildSetting.REVISION_VARIABLE.word())) {
            // In dokku no value means no variable, not that of all apps.
            Optional<String> name = change.value().or(() -> Optional.of(""));
            builds.set(call.caller(), app, BuildSetting.REVISION_VARIABLE, name);
            change.tell(call.terminal());
            return;
        }
        if (!change.property().equals(BRANCH)) {
            throw change.invalid(BRANCH + ", rev-env-var");
        }
        Optional<String> branch = change.value();
        if (app.isPresent()) {
            apps.deployFrom(call.caller(), app.get(), branch.orElse(null));
        } else {
            builds.set(call.caller(), app, BuildSetting.DEPLOY_BRANCH, branch);
        }
        call.terminal()
                .header(
                        branch.map(name -> "Setting deploy-branch to " + name)
                                .orElse("Unsetting deploy-branch"));
    }

    private void status(Invocation call) {
        AppName app = call.onlyApp();
        SourceOperations.Branch branch = sources.status(call.caller(), app);
        Optional<Release> release = apps.details(call.caller(), app).release();
        call.terminal().header("%s git status".formatted(app));
        GitStatus.lines(app, branch, release).forEach(call.terminal()::detail);
    }

    private void report(Invocation call) {
        Map<String, String> global = global(call);
        new Report("git", "--git-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app, global),
                        () -> global);
    }

    private Map<String, String> global(Invocation call) {
        Map<String, String> facts = new TreeMap<>(revision.globalFacts(call));
        facts.put(
                "--git-global-deploy-branch",
                builds.globalSetting(call.caller(), BuildSetting.DEPLOY_BRANCH)
                        .orElse(BuildSetting.DEPLOY_BRANCH.standard()));
        return facts;
    }

    private Map<String, String> facts(Invocation call, AppName app, Map<String, String> global) {
        AppDetails details = apps.details(call.caller(), app);
        Optional<Release> release = details.release();
        Optional<String> branch = details.app().deployBranch();
        Map<String, String> facts = new TreeMap<>(global);
        facts.putAll(revision.facts(call, app));
        // dokku has one key for it, and what holds there.
        facts.put("--git-rev-env-var", facts.getOrDefault("--git-computed-rev-env-var", ""));
        facts.put(
                "--git-computed-deploy-branch",
                branch.orElse(global.getOrDefault("--git-global-deploy-branch", "")));
        facts.put("--git-deploy-branch", branch.orElse(""));
        facts.put("--git-sha", release.flatMap(Release::commit).orElse(""));
        facts.put(
                "--git-last-updated-at",
                release.map(one -> Long.toString(one.createdAt().getEpochSecond())).orElse(""));
        return facts;
    }
}
