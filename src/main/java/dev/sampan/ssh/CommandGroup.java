package dev.sampan.ssh;

import java.util.List;

/** The commands about one subject; every bean of this type is found, so a new subject is one new file. */
interface CommandGroup {

    /** The part before the colon: `apps`. */
    String name();

    /** What the subject is, for the help. */
    String title();

    List<CommandEntry> commands();
}
