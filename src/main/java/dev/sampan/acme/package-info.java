/** How does an app get a certificate that clients trust, and keep one? */
@ApplicationModule(
        displayName = "ACME",
        allowedDependencies = {
            "host",
            "secret",
            "app",
            "router",
            "certificate",
            "logs",
            "scheduler"
        })
@NullMarked
package dev.sampan.acme;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
