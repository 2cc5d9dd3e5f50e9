package dev.sampan.doctor;

import dev.sampan.host.Command;
import java.util.List;

/** Limits the loopback device of a network namespace that ends with the program. */
record TryTokenBucketCommand() implements Command<String> {

    @Override
    public List<String> argv() {
        return List.of(
                "unshare", "--net", "--", "tc", "qdisc", "add", "dev", "lo", "root", "tbf", "rate",
                "1mbit", "burst", "16kb", "latency", "50ms");
    }

    @Override
    public String parse(String output) {
        return output;
    }
}
