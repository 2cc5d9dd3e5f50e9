/** What does a person see and do in the dashboard? */
@ApplicationModule(
        displayName = "Web",
        allowedDependencies = {
            "unit",
            "host",
            "app",
            "certificate",
            "acme",
            "account",
            "build",
            "container",
            "cron",
            "deploy",
            "logs",
            "metrics",
            "operation"
        })
@NullMarked
package dev.sampan.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
