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
            case CPU_BOOST -> "CPU while it starts";
            case CPU_WEIGHT -> "Part of a busy CPU";
            case CPUSET -> "Which CPUs";
            case MEMORY -> "Memory";
            case MEMORY_SWAP -> "Swap beyond the memory";
            case MEMORY_HIGH -> "Memory from which on it is reclaimed";
            case PIDS -> "Processes and threads";
            case DISK -> "Disk of the app";
            case INODES -> "Files of the app";
            case IO_READ -> "Read from disk, bytes per second";
            case IO_WRITE -> "Written to disk, bytes per second";
            case IO_READ_IOPS -> "Reads from disk per second";
            case IO_WRITE_IOPS -> "Writes to disk per second";
            case NETWORK_INGRESS -> "Network to a process";
            case NETWORK_EGRESS -> "Network from a process";
            case CONNECTIONS -> "Open connections of the app";
        };
    }

    static String example(Resource resource) {
        return switch (resource) {
            case CPU -> "0.5";
            case CPU_BOOST -> "2";
            case CPU_WEIGHT -> "100";
            case CPUSET -> "0-1";
            case MEMORY -> "256m";
            case MEMORY_SWAP -> "0";
            case MEMORY_HIGH -> "200m";
            case PIDS -> "128";
            case DISK -> "2g";
            case INODES -> "200k";
            case IO_READ, IO_WRITE -> "20m";
            case IO_READ_IOPS, IO_WRITE_IOPS -> "1k";
            case NETWORK_INGRESS, NETWORK_EGRESS -> "10mbit";
            case CONNECTIONS -> "1000";
        };
    }
}
