package dev.sampan.build;

import dev.sampan.image.Digest;
import dev.sampan.image.Image;
import dev.sampan.image.ImageStore;
import dev.sampan.image.Stacks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * The layers with a language's runtime over a stack: each made once, by the stack's package manager in a container or of
 * packages of the npm registry, and shared by all apps that use it.
 */
@Component
public final class RuntimeLayers {

    /**
     * What an app stands on.
     *
     * @param run the image that it runs in
     * @param build the image that it is built in: that one, and what only a build needs
     */
    record Bases(Image run, Image build) {}

    private final Stacks stacks;
    private final ImageStore images;
    private final RuntimeMaker maker;
    private final Buildpacks buildpacks;
    private final RuntimeChooser chooser;
    private final BuildProperties properties;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    RuntimeLayers(
            Stacks stacks,
            ImageStore images,
            RuntimeMaker maker,
            Buildpacks buildpacks,
            RuntimeChooser chooser,
            BuildProperties properties) {
        this.stacks = stacks;
        this.images = images;
        this.maker = maker;
        this.buildpacks = buildpacks;
        this.chooser = chooser;
        this.properties = properties;
    }

    /** Makes the stack and the runtimes that most apps use, so that no first push has to wait for them. */
    public void prepare(BuildLog log) throws InterruptedException {
        require(List.of(), log);
        for (Buildpack buildpack : buildpacks.all()) {
            if (buildpack.prepared()) {
                try {
                    require(chooser.recipes(List.of(buildpack), _ -> Optional.empty(), log), log);
                } catch (BuildFailedException e) {
                    // The others may do without what this one cannot reach.
                    log.warn(
                            "The runtime of buildpack '%s' is not ready, its first push tries again: %s"
                                    .formatted(buildpack.name(), e.getMessage()));
                }
            }
        }
    }

    /** The images for apps with these runtimes, made when they are missing; the stack itself without a runtime. */
    Bases require(List<RuntimeRecipe> recipes, BuildLog log) throws InterruptedException {
        Image run = stacks.require(properties.stack(), log::line);
        Digest stack = run.digest();
        for (RuntimeLayer layer : RuntimeLayer.forRunning(recipes)) {
            run = require(stack, run, layer, log);
        }
        Image build = run;
        for (RuntimeLayer layer : RuntimeLayer.forBuilding(recipes)) {
            build = require(stack, build, layer, log);
        }
        return new Bases(run, build);
    }

    private Image require(Digest stack, Image below, RuntimeLayer layer, BuildLog log)
            throws InterruptedException {
        String tag = tag(properties.stack(), layer.name());
        if (!below.digest().equals(stack)) {
            // The same packages over something else are another image.
            tag += "/over-" + below.digest().hex().substring(0, 12);
        }
        Optional<Image> existing = find(tag, below, layer);
        if (existing.isPresent()) {
            return existing.get();
        }
        ReentrantLock lock = locks.computeIfAbsent(tag, _ -> new ReentrantLock());
        if (!lock.tryLock()) {
            log.step(
                    "Waiting for the runtime layer %s, which is being made"
                            .formatted(layer.name()));
            lock.lockInterruptibly();
        }
        try {
            existing = find(tag, below, layer);
            if (existing.isPresent()) {
                return existing.get();
            }
            log.step(
                    "Making the runtime layer %s of %s, once for all apps"
                            .formatted(layer.name(), properties.stack()));
            Image made = maker.make(below, layer, log);
            images.tag(tag, made.digest());
            forgetThoseReplacedBy(tag);
            log.line("Runtime layer %s is ready".formatted(layer.name()));
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void forgetThoseReplacedBy(String tag) {
        OldRuntimes.replacedBy(tag, layersByName()).forEach(images::untag);
    }

    private Map<String, List<Digest>> layersByName() {
        Map<String, List<Digest>> all = new TreeMap<>();
        images.tags()
                .forEach(
                        (name, digest) ->
                                images.find(digest)
                                        .ifPresent(image -> all.put(name, image.layers())));
        return all;
    }

    /** The names of the layers of which there is a newer one, and on which no app stands. */
    public List<String> replaced() {
        return OldRuntimes.all(layersByName());
    }

    private Optional<Image> find(String tag, Image base, RuntimeLayer layer) {
        int below = base.layers().size();
        return images.tagged(tag)
                .filter(
                        image ->
                                RuntimeMaker.isMadeOf(image, layer)
                                        && image.layers().size() == below + 1
                                        && image.layers().subList(0, below).equals(base.layers()))
                // Whoever builds on it now must not lose it to a sweep, also when it loses its
                // name.
                .filter(image -> images.touch(image.digest()));
    }

    static String tag(String stack, String layer) {
        return "runtime/%s/%s".formatted(stack, layer);
    }
}
