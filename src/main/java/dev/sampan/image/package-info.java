/** What is in an image: layers, manifests, root file systems? */
@ApplicationModule(
        displayName = "Image",
        allowedDependencies = {"unit", "host", "secret"})
@NullMarked
package dev.sampan.image;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
