package dev.sampan.web;

import java.util.List;

/**
 * What stands at the top of every page of an app.
 *
 * @param name its name
 * @param state how it is
 * @param addresses where it answers
 * @param release the release that serves: `v12`; empty before the first deploy
 * @param locked whether deploys are refused
 */
record AppHeader(
        String name, AppState state, List<Address> addresses, String release, boolean locked) {}
