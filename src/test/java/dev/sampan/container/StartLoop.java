package dev.sampan.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Starts and stops containers, several at once, until it is killed; writes a line for each start.
 *
 * <p>Argument: the home of a {@link TestHost}.
 */
final class StartLoop {

    private static final int AT_ONCE = 3;

    private StartLoop() {}

    public static void main(String[] args) throws InterruptedException {
        TestHost host = TestHost.at(Path.of(args[0]));
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            threads.add(Thread.ofPlatform().start(() -> startAndStop(host)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void startAndStop(TestHost host) {
        while (true) {
            ContainerSpec spec = host.spec(List.of("/bin/sleep", "600"));
            host.containers.start(spec);
            System.out.println(spec.id());
            host.containers.stop(spec.id(), Duration.ZERO);
        }
    }
}
