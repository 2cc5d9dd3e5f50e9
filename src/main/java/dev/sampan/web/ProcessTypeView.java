package dev.sampan.web;

/**
 * A process type of an app.
 *
 * @param name `web`
 * @param command what it runs; empty before the first deploy
 * @param wanted how many are wanted
 */
record ProcessTypeView(String name, String command, int wanted) {}
