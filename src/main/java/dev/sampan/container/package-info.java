/** How do a root file system, a network, limits and a process become a container? */
@ApplicationModule(
        displayName = "Container",
        allowedDependencies = {"unit", "host", "quota", "image", "network", "runtime"})
@NullMarked
package dev.sampan.container;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
