package dev.sampan.metrics;

import dev.sampan.app.AppName;

import java.time.Instant;

/**
 * A process came up against a limit or its neighbours, or did not pass a check while it ran.
 *
 * @param app whose process it is
 * @param dyno the process: `web.1`, a release beside the base: `web.v10`, or `app` for what all processes share
 * @param kind which limit
 * @param at when it was seen
 * @param limit the limit: `512m`; under pressure, the part of the time that it waited: `45 %`; of a check, how often it
 *     was made: `3 attempts`
 * @param use what was asked of it, or done about it: `1 process killed`
 */
public record LimitEvent(
        AppName app, String dyno, Kind kind, Instant at, String limit, String use) {

    /** The dyno of what all processes of an app share. */
    public static final String WHOLE_APP = "app";

    /** Which limit it was, or which shortage. */
    public enum Kind {
        MEMORY("memory", "Out of memory at the limit of %s: %s"),
        PIDS("pids", "Limit of %s processes and threads reached: %s"),
        CPU("cpu", "Held back by the limit of %s CPU: %s"),
        DISK("disk", "Disk limit of %s reached: %s"),
        INODES("inodes", "Limit of %s files reached: %s"),
        CPU_PRESSURE("cpu-pressure", "Waited %s of the time for a processor: %s"),
        DISK_PRESSURE("disk-pressure", "Waited %s of the time for the disk: %s"),
        MEMORY_PRESSURE("memory-pressure", "Waited %s of the time for memory: %s"),
        INGRESS("network-ingress", "Received more than the limit of %s: %s"),
        EGRESS("network-egress", "Sent more than the limit of %s: %s"),
        CONNECTIONS("connections", "Limit of %s open connections of the app reached: %s"),
        PRIVATE_RANGES("private-ranges", "Connections to private addresses are %s: %s"),
        LIVENESS("liveness", "Not well after %s, so it is restarted: %s"),
        CANARY("canary", "More errors than %s, so the release is left out: %s");

        private final String resource;
        private final String form;

        Kind(String resource, String form) {
            this.resource = resource;
            this.form = form;
        }

        /** The resource as users name it: `pids`. */
        public String resource() {
            return resource;
        }
    }

    /** For people: `Out of memory at the limit of 512m: 1 process killed`. */
    public String text() {
        return kind.form.formatted(limit, use);
    }
}
