/** Who is served first when processors are short? */
@ApplicationModule(
        displayName = "Precedence",
        allowedDependencies = {"unit", "host", "app", "container", "runtime", "scheduler"})
@NullMarked
package dev.sampan.precedence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
