package dev.sampan.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app as one row of the list of apps.
 *
 * @param name its name
 * @param state how it is
 * @param addresses where it answers
 * @param release the release that serves: `v12`; empty before the first deploy
 * @param instances processes that run, of those wanted: `2 of 2`
 * @param memory memory of all processes together; null when none runs
 * @param disk disk of the app; null before the first deploy
 */
record AppSummary(
        String name,
        AppState state,
        List<Address> addresses,
        String release,
        String instances,
        @Nullable Meter memory,
        @Nullable Meter disk) {}
