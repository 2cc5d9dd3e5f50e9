package dev.sampan.build;

import java.util.List;
import java.util.Optional;

/**
 * A folder with `bin/detect`, `bin/compile` and `bin/release`, and what has to be known before they are started.
 *
 * @param name the folder's name
 * @param runtime what is installed over the stack for the apps of this buildpack
 * @param dependencies folders of the app that are kept between builds and become a layer of their own
 * @see <a href="https://devcenter.heroku.com/articles/buildpack-api">Heroku: Buildpack API</a>
 */
record Buildpack(String name, Optional<RuntimeRecipe> runtime, List<String> dependencies) {

    Buildpack {
        dependencies = List.copyOf(dependencies);
    }
}
