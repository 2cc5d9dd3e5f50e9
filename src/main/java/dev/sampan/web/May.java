package dev.sampan.web;

import dev.sampan.account.Permission;

/**
 * What the one who looks at a page may do with what it shows; pages offer nothing else.
 *
 * @param view look at it
 * @param deploy change it
 * @param administer everything
 */
record May(boolean view, boolean deploy, boolean administer) {

    static final May NOTHING = of(Permission.COMMON);

    /** What the most that somebody may do brings along. */
    static May of(Permission most) {
        return new May(
                most.compareTo(Permission.VIEW) >= 0,
                most.compareTo(Permission.DEPLOY) >= 0,
                most.compareTo(Permission.ADMINISTER) >= 0);
    }
}
