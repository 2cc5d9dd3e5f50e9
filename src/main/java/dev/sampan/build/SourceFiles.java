package dev.sampan.build;

import java.util.Optional;

/** The files at the top of an app. */
@FunctionalInterface
interface SourceFiles {

    /** The text of a file; empty when there is none. */
    Optional<String> read(String name);
}
