package dev.sampan.account;

/** What somebody wants to do to an app or to the platform. */
public enum Permission {
    /** Look at what holds for all apps; every user may. */
    COMMON,
    /** Look at apps, their logs and their state, but not at config values. */
    VIEW,
    /** Push, configure, scale and restart apps. */
    DEPLOY,
    /** Everything: destroy apps, users and keys, global settings. */
    ADMINISTER
}
