/** How is an amount written: bytes, bits per second, processors, addresses? */
@ApplicationModule(
        displayName = "Unit",
        allowedDependencies = {})
@NullMarked
package dev.sampan.unit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
