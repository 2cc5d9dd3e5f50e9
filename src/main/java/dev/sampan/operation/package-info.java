/** What can a user do? Each operation once, checked and audited, for every front door. */
@ApplicationModule(
        displayName = "Operation",
        allowedDependencies = {
            "unit",
            "host",
            "secret",
            "app",
            "router",
            "certificate",
            "acme",
            "account",
            "git",
            "image",
            "distribution",
            "container",
            "build",
            "scheduler",
            "deploy",
            "cron",
            "metrics",
            "logs"
        })
@NullMarked
package dev.sampan.operation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
