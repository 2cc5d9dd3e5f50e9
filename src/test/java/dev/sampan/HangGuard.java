package dev.sampan;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Ends what hangs, so that a run of all tests ends, and says where it hung: a test that takes far too long is interrupted,
 * and the programs that it started are killed, since reading from one cannot be interrupted. When neither helps, the whole
 * run ends.
 */
public final class HangGuard implements TestExecutionListener {

    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration LAST_WORDS = Duration.ofMinutes(3);
    private static final int HUNG = 86;

    private final Map<TestIdentifier, Running> running = new ConcurrentHashMap<>();

    private record Running(Thread thread, long since, boolean interrupted) {

        boolean longerThan(Duration limit) {
            return System.nanoTime() - since > limit.toNanos();
        }
    }

    public HangGuard() {
        Thread.ofPlatform().daemon().name("hang-guard").start(this::watch);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.isTest()) {
            running.put(test, new Running(Thread.currentThread(), System.nanoTime(), false));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        running.remove(test);
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(5);
                running.forEach(this::check);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(TestIdentifier test, Running one) {
        if (!one.interrupted() && one.longerThan(LONGEST)) {
            say("hangs; its threads follow, then it is interrupted", test);
            for (var thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
                System.err.print(thread);
            }
            running.replace(test, one, new Running(one.thread(), one.since(), true));
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            one.thread().interrupt();
        } else if (one.longerThan(LONGEST.plus(LAST_WORDS))) {
            say("hangs on, so the run ends", test);
            Runtime.getRuntime().halt(HUNG);
        }
    }

    private static void say(String what, TestIdentifier test) {
        System.err.printf("Test '%s' %s%n", test.getUniqueId(), what);
    }
}
