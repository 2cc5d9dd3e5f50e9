/** How do clients know that they talk to an app, and what is asked of their connections? */
@ApplicationModule(
        displayName = "Certificate",
        allowedDependencies = {"host", "app", "router"})
@NullMarked
package dev.sampan.certificate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
