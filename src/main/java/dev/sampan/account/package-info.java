/** Who may do what, and who did? */
@ApplicationModule(
        displayName = "Account",
        allowedDependencies = {"unit", "host", "secret", "app"})
@NullMarked
package dev.sampan.account;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
