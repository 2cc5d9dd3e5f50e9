/** What does a command over SSH do, and how is its answer worded? */
@ApplicationModule(
        displayName = "SSH",
        allowedDependencies = {
            "unit",
            "host",
            "secret",
            "app",
            "certificate",
            "acme",
            "account",
            "git",
            "build",
            "container",
            "deploy",
            "cron",
            "logs",
            "metrics",
            "operation"
        })
@NullMarked
package dev.sampan.ssh;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
