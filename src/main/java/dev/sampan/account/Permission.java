package dev.sampan.account;

/** What somebody wants to do to an app or to the platform. */
public enum Permission {
    /** Look at apps, their logs and their state, but not at config values. */
    VIEW,
    /** Push, configure, scale and restart apps. */
    DEPLOY,
    /** Everything: create and destroy apps, keys, global settings. */
    ADMINISTER
}
