package dev.sampan.router;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The router process. Ends by SIGTERM after its requests ended, with 1 when it cannot start. */
public final class RouterMain {

    private RouterMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        long start = System.nanoTime();
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        Router router;
        try {
            RouterOptions options = RouterOptions.parse(List.of(arguments), System.getenv());
            router = Router.start(options);
        } catch (IllegalArgumentException e) {
            exit(2, String.valueOf(e.getMessage()));
            return;
        } catch (InvalidRouteTableException | UncheckedIOException e) {
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
                "Serving on port %d after %d ms"
                        .formatted(router.port(), (System.nanoTime() - start) / 1_000_000));
        new CountDownLatch(1).await();
    }

    private static void exit(int status, String message) {
        RouterLog.warn(message);
        System.exit(status);
    }
}
