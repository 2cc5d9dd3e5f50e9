/** What did an app say, and when? */
@ApplicationModule(
        displayName = "Logs",
        allowedDependencies = {"host", "app"})
@NullMarked
package dev.sampan.logs;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
