/** What did the limits of apps do to them, and who slowed whom? */
@ApplicationModule(
        displayName = "Metrics",
        allowedDependencies = {"unit", "host", "app", "container", "logs", "scheduler"})
@NullMarked
package dev.sampan.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
