package dev.sampan.web;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Turns processor time since a container's start into how many processors it uses now. */
@Component
final class CpuMeter {

    private static final int CONTAINERS_KEPT = 10_000;
    private static final Duration SHORTEST = Duration.ofMillis(900);

    private final Map<String, Sample> samples =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Sample> eldest) {
                    return size() > CONTAINERS_KEPT;
                }
            };

    private record Sample(Instant at, Duration cpu, long millis) {}

    /**
     * Thousandths of a processor since the last sample; since the start of the container when this is the first one.
     *
     * @param cpu processor time since the start
     */
    synchronized long millis(String container, Instant startedAt, Duration cpu, Instant now) {
        Sample last = samples.get(container);
        if (last != null && Duration.between(last.at(), now).compareTo(SHORTEST) < 0) {
            return last.millis();
        }
        long millis =
                last == null
                        ? rate(cpu, Duration.between(startedAt, now))
                        : rate(cpu.minus(last.cpu()), Duration.between(last.at(), now));
        samples.put(container, new Sample(now, cpu, millis));
        return millis;
    }

    private static long rate(Duration cpu, Duration time) {
        long nanos = time.toNanos();
        return nanos <= 0 || cpu.isNegative() ? 0 : Math.round(1000.0 * cpu.toNanos() / nanos);
    }
}
