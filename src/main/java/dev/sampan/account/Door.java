package dev.sampan.account;

/** Through which front door somebody came. */
public enum Door {
    SSH,
    API,
    GIT,
    WEB,
    REGISTRY
}
