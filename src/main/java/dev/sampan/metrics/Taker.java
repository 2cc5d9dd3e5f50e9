package dev.sampan.metrics;

/**
 * Who took of something while another waited for it.
 *
 * @param name of a process: {@code shop web.1}; of a build: {@code shop build}; or what is not Sampan's: {@code the host}
 * @param share of all that was taken, 0 to 1
 */
public record Taker(String name, double share) {

    /** For people: {@code shop web.1 took 88 %}. */
    String text() {
        return "%s took %.0f %%".formatted(name, share * 100);
    }
}
