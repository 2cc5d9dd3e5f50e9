package dev.sampan.web;

/**
 * Something that can be set for an app, as a row with a field.
 *
 * @param name as commands write it
 * @param meaning what it is about
 * @param set what is set for the app; empty when nothing is
 * @param holds what holds for it
 */
record PropertyView(String name, String meaning, String set, String holds) {}
