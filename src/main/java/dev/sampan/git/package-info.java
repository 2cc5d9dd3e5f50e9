/** Where is the source? Give me a commit as files. */
@ApplicationModule(
        displayName = "Git",
        allowedDependencies = {"unit", "host", "secret", "app"})
@NullMarked
package dev.sampan.git;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
