package dev.sampan.web;

import dev.sampan.app.Resource;
import java.util.List;

/**
 * A resource and its limits as a row.
 *
 * @param flag its name in commands: `network-egress`
 * @param title its name for people
 * @param example an amount that a person may write
 * @param amounts the limit of the app, and of each process type, in the order of the columns
 * @param set whether somebody set it for the app; else it is the default
 */
record LimitView(String flag, String title, String example, List<String> amounts, boolean set) {

    static String title(Resource resource) {
        return switch (resource) {
            case CPU -> "CPU";
            case MEMORY -> "Memory";
            case PIDS -> "Processes and threads";
            case DISK -> "Disk of the app";
            case NETWORK_INGRESS -> "Network to a process";
            case NETWORK_EGRESS -> "Network from a process";
        };
    }

    static String example(Resource resource) {
        return switch (resource) {
            case CPU -> "0.5";
            case MEMORY -> "256m";
            case PIDS -> "128";
            case DISK -> "2g";
            case NETWORK_INGRESS, NETWORK_EGRESS -> "10mbit";
        };
    }
}
