package dev.sampan.account;

/**
 * Somebody who may sign in.
 *
 * @param name the unique name
 * @param role what the user may do
 */
public record User(String name, Role role) {}
