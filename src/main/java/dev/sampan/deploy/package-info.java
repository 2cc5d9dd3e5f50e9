/** How does one release come from push to traffic? */
@ApplicationModule(
        displayName = "Deploy",
        allowedDependencies = {
            "unit",
            "host",
            "app",
            "certificate",
            "git",
            "image",
            "router",
            "container",
            "logs",
            "build",
            "scheduler"
        })
@NullMarked
package dev.sampan.deploy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
