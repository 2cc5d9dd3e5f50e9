/** How does a source tree become an image? */
@ApplicationModule(
        displayName = "Build",
        allowedDependencies = {"unit", "host", "secret", "app", "git", "image", "container"})
@NullMarked
package dev.sampan.build;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
