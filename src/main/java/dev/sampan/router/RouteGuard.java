package dev.sampan.router;

import java.util.concurrent.atomic.AtomicInteger;

/** What all workers count together for one route; it outlives the tables that the route stands in. */
final class RouteGuard {

    final RateBucket bucket = new RateBucket(System.nanoTime());
    final AtomicInteger requests = new AtomicInteger();
    final ClientTable clients = new ClientTable();
}
