package dev.sampan.web;

import java.util.List;

/**
 * What is set aside of a resource as a row.
 *
 * @param title its name for people
 * @param amounts what is reserved for all processes, and for each process type, in the order of the columns
 */
record ReservationView(String title, List<String> amounts) {}
