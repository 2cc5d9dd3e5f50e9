/** How do the wanted instances of an app keep running, and which of them get traffic? */
@ApplicationModule(
        displayName = "Scheduler",
        allowedDependencies = {
            "unit",
            "host",
            "app",
            "router",
            "certificate",
            "image",
            "container",
            "logs"
        })
@NullMarked
package dev.sampan.scheduler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
