/** What does a request over HTTP do, in the REST API and in git's protocol? */
@ApplicationModule(
        displayName = "API",
        allowedDependencies = {
            "unit",
            "app",
            "certificate",
            "acme",
            "account",
            "git",
            "image",
            "distribution",
            "container",
            "deploy",
            "cron",
            "logs",
            "metrics",
            "operation"
        })
@NullMarked
package dev.sampan.api;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
