package dev.sampan.build;

import dev.sampan.app.AppName;
import dev.sampan.git.SourceExportException;
import dev.sampan.git.SourceRepositories;
import dev.sampan.host.SampanHome;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageStore;
import dev.sampan.secret.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last image of each app and what it was made of, so that the same is not built twice: `builds/APP/last`. It was made
 * of the commit, the variables, what was set about builds, this version's buildpacks, and the stack and its runtimes.
 */
@Component
final class KeptBuilds {

    private static final Logger log = LoggerFactory.getLogger(KeptBuilds.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FOUNDATIONS = List.of("stack/", "runtime/");

    private record Kept(
            String madeOf, String image, Map<String, String> processTypes, String buildpack) {}

    private final Path folder;
    private final ImageStore images;
    private final Buildpacks buildpacks;
    private final SourceRepositories repositories;
    private final Secrets secrets;

    KeptBuilds(
            SampanHome home,
            ImageStore images,
            Buildpacks buildpacks,
            SourceRepositories repositories,
            Secrets secrets) {
        this.folder = home.resolve("builds");
        this.images = images;
        this.buildpacks = buildpacks;
        this.repositories = repositories;
        this.secrets = secrets;
    }

    /** Remembers what a build made, unless it was made of something that is fetched anew each time. */
    void keep(BuildRequest request, BuildResult result) {
        Path file = file(request.app());
        Path fresh = file.resolveSibling(".last.new");
        try {
            if (ChosenBuildpacks.areFetched(result.buildpack())) {
                Files.deleteIfExists(file);
                return;
            }
            Files.createDirectories(file.getParent());
            Files.write(
                    fresh,
                    JSON.writeValueAsBytes(
                            new Kept(
                                    madeOf(request),
                                    result.image().value(),
                                    result.processTypes(),
                                    result.buildpack())));
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The build of '%s' cannot be remembered".formatted(request.app()), e);
        }
    }

    /** What the last build of an app made, if this one would be made of the same and its image is still there. */
    Optional<BuildResult> find(BuildRequest request) {
        Optional<Kept> kept = read(file(request.app()));
        if (kept.isEmpty() || !kept.get().madeOf().equals(madeOf(request))) {
            return Optional.empty();
        }
        Digest image = Digest.parse(kept.get().image());
        return images.find(image).isPresent()
                ? Optional.of(
                        new BuildResult(
                                image,
                                kept.get().processTypes(),
                                appJson(request),
                                kept.get().buildpack(),
                                List.of()))
                : Optional.empty();
    }

    private Optional<AppJson> appJson(BuildRequest request) {
        try {
            return repositories
                    .open(request.app())
                    .read(request.commit(), request.options().fromTop(request.options().appJson()))
                    .map(AppJson::parse);
        } catch (SourceExportException e) {
            throw new BuildFailedException("source", String.valueOf(e.getMessage()), e);
        }
    }

    private String madeOf(BuildRequest request) {
        Map<String, String> all = new TreeMap<>();
        request.env().forEach((name, value) -> all.put("env " + name, value));
        images.tags()
                .forEach(
                        (name, digest) -> {
                            if (FOUNDATIONS.stream().anyMatch(name::startsWith)) {
                                all.put("layer " + name, digest.value());
                            }
                        });
        all.put("commit", request.commit());
        all.put("options", request.options().toString());
        all.put("buildpacks", buildpacks.folder().getFileName().toString());
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name).append('\0').append(value).append('\0'));
        return secrets.fingerprint(text.toString());
    }

    private Path file(AppName app) {
        return folder.resolve(app.value()).resolve("last");
    }

    private static Optional<Kept> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readAllBytes(file), Kept.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            log.warn("What was built last cannot be read, so it is built again file={}", file, e);
            return Optional.empty();
        }
    }
}
