package dev.sampan.container;

import dev.sampan.host.UserNamespace;
import dev.sampan.image.Digest;
import java.nio.file.Path;

/** Mounts the root file system of an image at a folder, as one mount that stays until it is unmounted. */
@FunctionalInterface
interface RootMounter {

    void mount(Digest image, UserNamespace namespace, Path upper, Path work, Path target);
}
