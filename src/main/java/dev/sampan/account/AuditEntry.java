package dev.sampan.account;

import java.time.Instant;

/**
 * One thing that somebody did or tried.
 *
 * @param at when
 * @param actor who: the user, and the key if one was used
 * @param door through which front door
 * @param action what, as the name of a command: `config:set`
 * @param subject on what: an app, a key; may be empty
 * @param result `ok`, or why it failed
 */
public record AuditEntry(
        Instant at, String actor, Door door, String action, String subject, String result) {}
