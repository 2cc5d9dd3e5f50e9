/** Namespace, address, bandwidth: how is a container reached? */
@ApplicationModule(
        displayName = "Network",
        allowedDependencies = {"unit", "host"})
@NullMarked
package dev.sampan.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
