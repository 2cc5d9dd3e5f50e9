/** How does a process run under an OCI runtime, in a cgroup? */
@ApplicationModule(
        displayName = "Runtime",
        allowedDependencies = {"unit", "host"})
@NullMarked
package dev.sampan.runtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
