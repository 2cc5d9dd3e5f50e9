/** How do we run a program, make a system call? */
@ApplicationModule(
        displayName = "Host",
        allowedDependencies = {})
@NullMarked
package dev.sampan.host;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
