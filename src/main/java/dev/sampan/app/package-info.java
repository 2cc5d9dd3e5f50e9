/** What is an app, and what is wanted of it? */
@ApplicationModule(
        displayName = "App",
        allowedDependencies = {"unit", "secret"})
@NullMarked
package dev.sampan.app;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
