/** Which UIDs, and how much disk? */
@ApplicationModule(
        displayName = "Quota",
        allowedDependencies = {"unit", "host"})
@NullMarked
package dev.sampan.quota;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
