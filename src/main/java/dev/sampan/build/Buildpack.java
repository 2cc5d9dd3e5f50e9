package dev.sampan.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder with `bin/detect`, `bin/compile` and `bin/release`, and what has to be known before they are started.
 *
 * @param name what it is called: the folder's name, or one made of where it was fetched from
 * @param runtime what is installed over the stack for the apps of this buildpack
 * @param prepared whether that is made before the first app asks for it
 * @param dependencies folders of the app that are kept between builds and become a layer of their own
 * @param dependenciesOf the file of an app that says what they are; without it the folders are the app's own
 * @param fetched where its files are on the host when it does not come with this version
 * @see <a href="https://devcenter.heroku.com/articles/buildpack-api">Heroku: Buildpack API</a>
 */
record Buildpack(
        String name,
        Optional<RuntimeChoice> runtime,
        boolean prepared,
        List<String> dependencies,
        Optional<String> dependenciesOf,
        Optional<Path> fetched) {

    Buildpack {
        dependencies = List.copyOf(dependencies);
    }

    /** For an app: without dependencies when nothing of it says what they are. */
    Buildpack of(SourceFiles source) {
        return dependenciesOf.isEmpty() || source.read(dependenciesOf.get()).isPresent()
                ? this
                : new Buildpack(name, runtime, prepared, List.of(), dependenciesOf, fetched);
    }
}
