package dev.sampan.web;

import org.jspecify.annotations.Nullable;

/**
 * A config var as a row.
 *
 * @param key its name
 * @param value its value if somebody asked for it, else null
 * @param global whether it is set for all apps
 */
record ConfigVar(String key, @Nullable String value, boolean global) {}
