package dev.sampan.router;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The router process. Ends by SIGTERM, or when another one has followed it, after its requests ended; with 1 when it cannot
 * start.
 */
public final class RouterMain {

    private RouterMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        long start = System.nanoTime();
        trimNetty();
        Router router;
        try {
            RouterOptions options = RouterOptions.parse(List.of(arguments), System.getenv());
            router =
                    RouterStart.start(
                            options,
                            InheritedSockets.ofSystemd(
                                    System.getenv(), ProcessHandle.current().pid()));
        } catch (IllegalArgumentException e) {
            exit(2, String.valueOf(e.getMessage()));
            return;
        } catch (InvalidRouteTableException | IllegalStateException | UncheckedIOException e) {
            exit(1, String.valueOf(e.getMessage()));
            return;
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    RouterLog.info("Draining");
                                    router.close();
                                    RouterLog.info("Stopped");
                                },
                                "drain"));
        RouterLog.info(
                "Serving on port %d, and with TLS on port %d, with %s, after %d ms"
                        .formatted(
                                router.port(),
                                router.securePort(),
                                router.io(),
                                (System.nanoTime() - start) / 1_000_000));
        router.awaitRetired();
        System.exit(0);
    }

    /**
     * Leaves out what makes a start slow, the flight recorder's events more than everything else together, and a sample of all
     * buffers with the stacks of those who used them.
     */
    private static void trimNetty() {
        setDefault("io.netty.jfr.enabled", "false");
        setDefault("io.netty.leakDetection.level", "disabled");
        setDefault("io.netty.machineId", "00:00:00:00:00:00:00:01");
        setDefault("io.netty.processId", String.valueOf(ProcessHandle.current().pid() & 0x3fffff));
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static void exit(int status, String message) {
        RouterLog.warn(message);
        System.exit(status);
    }
}
