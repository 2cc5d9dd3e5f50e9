package dev.sampan.router;

/**
 * How the publication of a route table ended; the table is on disk in either case.
 *
 * @param generation the table's
 * @param acknowledged whether every worker of the running router routes by it
 * @param detail why not, when not; the router reads the table when it starts
 */
public record Publication(long generation, boolean acknowledged, String detail) {}
