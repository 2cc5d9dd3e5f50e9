package dev.sampan.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel lets root do beyond others, and containers and sandboxes often take away.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public enum Capability {
    /** To go beyond limits of resources, and to let a file system grow that is mounted. */
    SYS_RESOURCE(24);

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Whether this process has it. */
    public boolean isHeld() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(EFFECTIVE))
                    .map(line -> line.substring(EFFECTIVE.length()).strip())
                    .anyMatch(mask -> (Long.parseUnsignedLong(mask, HEXADECIMAL) >> bit & 1) == 1);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '" + STATUS + "'", e);
        }
    }
}
