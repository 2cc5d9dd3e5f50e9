/** What did the limits of apps do to them? */
@ApplicationModule(
        displayName = "Metrics",
        allowedDependencies = {"unit", "app", "container", "logs", "scheduler"})
@NullMarked
package dev.sampan.metrics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
