/** What do other engines push here, and what do they pull? */
@ApplicationModule(
        displayName = "Distribution",
        allowedDependencies = {"unit", "host", "app", "image"})
@NullMarked
package dev.sampan.distribution;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
