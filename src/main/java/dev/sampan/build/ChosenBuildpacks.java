package dev.sampan.build;

import dev.sampan.app.BuildpackName;
import dev.sampan.app.RefusedException;
import dev.sampan.git.RemoteSources;
import dev.sampan.git.SourceExportException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The buildpacks that somebody chose for an app, fetched when they are not ours: by `buildpacks:set`, the config var
 * `BUILDPACK_URL`, the file `.buildpacks` or `app.json`; the first of these that says something counts.
 */
@Component
final class ChosenBuildpacks {

    private static final int MOST = 10;

    /** What buildpacks that were made for another platform find there. */
    private static final RuntimeChoice RUNTIME =
            new RuntimeChoice.OfStack(
                    "fetched",
                    Map.of(
                            "",
                            new RuntimeChoice.Packages(
                                    List.of(
                                            "bzip2",
                                            "curl",
                                            "file",
                                            "git",
                                            "jq",
                                            "openssl",
                                            "procps",
                                            "unzip",
                                            "xz-utils",
                                            "zip"),
                                    List.of())),
                    "",
                    Map.of());

    /** How the names of those begin that are fetched. */
    private static final String FETCHED = "x-";

    private static final Pattern UNSAFE = Pattern.compile("[^a-z0-9]+");

    private final Buildpacks buildpacks;
    private final RemoteSources sources;

    ChosenBuildpacks(Buildpacks buildpacks, RemoteSources sources) {
        this.buildpacks = buildpacks;
        this.sources = sources;
    }

    /** What was chosen, in order; nothing when the buildpacks are to be asked. */
    List<Buildpack> of(
            BuildRequest request, Optional<AppJson> appJson, BuildFolder folder, BuildLog log) {
        List<BuildpackName> names = chosen(request, appJson, folder);
        if (names.size() > MOST) {
            throw new BuildFailedException(
                    "buildpacks", "An app has at most %d buildpacks".formatted(MOST));
        }
        List<Buildpack> chosen = new ArrayList<>();
        for (BuildpackName name : names) {
            Buildpack buildpack = find(name).orElseGet(() -> fetch(name, folder, log));
            if (chosen.stream().noneMatch(other -> other.name().equals(buildpack.name()))) {
                chosen.add(buildpack);
            }
        }
        return chosen;
    }

    /** What they are called, in order, without any being fetched. */
    List<String> names(BuildRequest request, Optional<AppJson> appJson, BuildFolder folder) {
        return chosen(request, appJson, folder).stream()
                .map(name -> find(name).map(Buildpack::name).orElse(name.text()))
                .toList();
    }

    private static List<BuildpackName> chosen(
            BuildRequest request, Optional<AppJson> appJson, BuildFolder folder) {
        if (!request.options().buildpacks().isEmpty()) {
            return request.options().buildpacks();
        }
        String url = request.env().getOrDefault("BUILDPACK_URL", "");
        if (!url.isBlank()) {
            return List.of(parse("BUILDPACK_URL", url));
        }
        List<BuildpackName> lines =
                folder.source(".buildpacks")
                        .orElse("")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .map(line -> parse(".buildpacks", line))
                        .toList();
        if (!lines.isEmpty()) {
            return lines;
        }
        return appJson.map(AppJson::buildpacks).orElse(List.of()).stream()
                .map(name -> parse("app.json", name))
                .toList();
    }

    private static BuildpackName parse(String where, String text) {
        try {
            return BuildpackName.parse(text);
        } catch (RefusedException e) {
            throw new BuildFailedException(
                    "buildpacks", "%s: %s".formatted(where, e.getMessage()), e);
        }
    }

    /** Ours of that name. A name that is none of ours and no address is an error. */
    private Optional<Buildpack> find(BuildpackName name) {
        Optional<Buildpack> found = name.builtIn().flatMap(buildpacks::find);
        if (found.isEmpty() && name.repository().isEmpty()) {
            throw new BuildFailedException(
                    "buildpacks",
                    "There is no buildpack '%s'. Write the address of its git repository, or one of %s"
                            .formatted(
                                    name,
                                    String.join(
                                            ", ",
                                            buildpacks.all().stream()
                                                    .map(Buildpack::name)
                                                    .toList())));
        }
        return found;
    }

    private Buildpack fetch(BuildpackName name, BuildFolder folder, BuildLog log) {
        log.step("Fetching buildpack " + name);
        String shortName = shortName(name);
        Path files = folder.fetched(shortName);
        try {
            sources.export(name.repository().orElseThrow(), name.ref(), files, folder.uid());
        } catch (SourceExportException e) {
            throw new BuildFailedException("buildpacks", String.valueOf(e.getMessage()), e);
        }
        return new Buildpack(
                shortName,
                Optional.of(RUNTIME),
                false,
                List.of(),
                Optional.empty(),
                Optional.of(files));
    }

    /** Whether one of these, as a build names them, does not come with this version. */
    static boolean areFetched(String names) {
        return Arrays.stream(names.split(", ")).anyMatch(name -> name.startsWith(FETCHED));
    }

    /** A name for folders: the end of the address, and a digest that tells it from others that end so. */
    static String shortName(BuildpackName name) {
        String path = name.repository().orElseThrow().getPath();
        String last = path.replaceFirst("(\\.git)?/*$", "");
        String words =
                UNSAFE.matcher(
                                last.substring(last.lastIndexOf('/') + 1)
                                        .toLowerCase(java.util.Locale.ROOT))
                        .replaceAll("-");
        String digest =
                UUID.nameUUIDFromBytes(name.text().getBytes(StandardCharsets.UTF_8)).toString();
        return "%s%s-%s"
                .formatted(
                        FETCHED,
                        words.substring(0, Math.min(words.length(), 40)),
                        digest.substring(0, 8));
    }
}
