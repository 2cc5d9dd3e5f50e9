/** Is this machine fit to run Sampan, and what is there to do if not? */
@ApplicationModule(
        displayName = "Doctor",
        allowedDependencies = {"host", "quota", "runtime"})
@NullMarked
package dev.sampan.doctor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
