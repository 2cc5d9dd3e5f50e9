/**
 * The data plane: which app answers a request, and how do its bytes get there and back?
 *
 * <p>A process of its own ({@link dev.sampan.router.RouterMain}) without Spring and without a database. What it routes
 * stands in a checked file that it reads at start and again when told over a Unix socket; the control plane writes the
 * file and asks over the socket ({@link dev.sampan.router.RouteTablePublisher}, {@link dev.sampan.router.RouterControl}).
 *
 * <p>Inside, each event loop has one worker that shares nothing with the others: its own view of the route table, its
 * own upstream connections, its own counters. A request is read from the client's socket, checked against the framing
 * rules, written anew and sent upstream by one thread. Nothing is forwarded that was not understood.
 */
@ApplicationModule(
        displayName = "Router",
        allowedDependencies = {"unit"})
@NullMarked
package dev.sampan.router;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
