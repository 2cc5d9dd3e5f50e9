/** What do apps want to be run at times, and does it run? */
@ApplicationModule(
        displayName = "Cron",
        allowedDependencies = {"host", "app", "container", "logs", "scheduler"})
@NullMarked
package dev.sampan.cron;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
