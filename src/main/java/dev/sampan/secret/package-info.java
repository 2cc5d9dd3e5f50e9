/** How is a value kept that only its owner may see? */
@ApplicationModule(
        displayName = "Secret",
        allowedDependencies = {})
@NullMarked
package dev.sampan.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
