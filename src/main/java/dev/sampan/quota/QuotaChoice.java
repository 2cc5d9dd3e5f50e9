package dev.sampan.quota;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which driver new owners get: the first whose limit stops a real write.
 *
 * <p>The answer is kept in a file, so that a machine stays with one driver; delete the file to have all of them tried again.
 */
@Component
class QuotaChoice {

    private static final String AUTO = "auto";

    private final QuotaFiles files;
    private final QuotaProperties properties;
    private final List<QuotaDriver> drivers;
    private final QuotaTrial trial;
    private @Nullable QuotaDriver chosen;

    QuotaChoice(
            QuotaFiles files,
            QuotaProperties properties,
            List<QuotaDriver> drivers,
            QuotaTrial trial) {
        this.files = files;
        this.properties = properties;
        this.drivers = List.copyOf(drivers);
        this.trial = trial;
    }

    /**
     * The driver of this machine.
     *
     * @throws DiskQuotaException when none works
     */
    synchronized QuotaDriver driver() {
        if (chosen == null) {
            chosen = remembered().orElseGet(this::choose);
        }
        return chosen;
    }

    QuotaDecision decision() {
        QuotaDriver driver = driver();
        List<String> lines = read();
        return new QuotaDecision(
                driver.name(),
                driver.enforces(),
                driver.limitsInodes(),
                lines.isEmpty() ? lines : lines.subList(1, lines.size()));
    }

    /** The driver that was chosen before, unless the settings or the machine have changed since. */
    private Optional<QuotaDriver> remembered() {
        List<String> lines = read();
        return lines.isEmpty()
                ? Optional.empty()
                : wanted().stream()
                        .filter(driver -> driver.name().equals(lines.getFirst()))
                        .filter(driver -> driver.obstacle().isEmpty())
                        .findFirst();
    }

    private QuotaDriver choose() {
        List<String> rejected = new ArrayList<>();
        for (QuotaDriver driver : wanted()) {
            Optional<String> why = whyNot(driver);
            if (why.isEmpty()) {
                remember(driver, rejected);
                return driver;
            }
            rejected.add(driver.name() + ": " + why.get());
        }
        throw new DiskQuotaException(
                "No disk quota works on this host: %s. Set sampan.quota.driver to 'none' to go without limits"
                        .formatted(String.join("; ", rejected)),
                null);
    }

    private Optional<String> whyNot(QuotaDriver driver) {
        Optional<String> obstacle = driver.obstacle();
        return obstacle.isEmpty() && driver.enforces() ? trial.run(driver) : obstacle;
    }

    /** Those that the settings allow, the best first. */
    private List<QuotaDriver> wanted() {
        if (properties.driver().equals(AUTO)) {
            return drivers.stream().filter(QuotaDriver::enforces).toList();
        }
        List<QuotaDriver> named =
                drivers.stream()
                        .filter(driver -> driver.name().equals(properties.driver()))
                        .toList();
        if (named.isEmpty()) {
            throw new DiskQuotaException(
                    "sampan.quota.driver is '%s'. Choose auto, %s"
                            .formatted(
                                    properties.driver(),
                                    String.join(
                                            " or ",
                                            drivers.stream().map(QuotaDriver::name).toList())),
                    null);
        }
        return named;
    }

    private List<String> read() {
        try {
            return Files.readAllLines(files.choice());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read '%s'".formatted(files.choice()), e);
        }
    }

    private void remember(QuotaDriver driver, List<String> rejected) {
        List<String> lines = new ArrayList<>(List.of(driver.name()));
        rejected.forEach(why -> lines.add(why.lines().findFirst().orElse("")));
        try {
            Files.createDirectories(files.disks());
            SafeFile.write(files.choice(), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write '%s'".formatted(files.choice()), e);
        }
    }
}
