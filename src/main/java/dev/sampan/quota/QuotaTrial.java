package dev.sampan.quota;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import dev.sampan.host.Inodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds out whether a driver holds anybody to a limit: a user without rights writes more than it may. */
@Component
class QuotaTrial {

    /** A name that no app has. */
    private static final String OWNER = "0quota_trial_";

    /** Far up in the last block, where no image has a user. */
    private static final int TRIAL_UID = 64_000;

    private static final DiskLimit LIMIT = DiskLimit.of(DiskLimit.LEAST_BYTES);

    private final CommandRunner commands;
    private final QuotaFiles files;
    private final UidPoolProperties pool;

    QuotaTrial(CommandRunner commands, QuotaFiles files, UidPoolProperties pool) {
        this.commands = commands;
        this.files = files;
        this.pool = pool;
    }

    /** Why the driver does not limit anybody; empty when it does. Nothing is left of the trial. */
    Optional<String> run(QuotaDriver driver) {
        String owner = OWNER + driver.name();
        int firstUid = pool.firstUidOf(pool.count() - 1) + TRIAL_UID;
        Optional<DiskRecord> record = Optional.of(new DiskRecord(driver.name(), LIMIT, firstUid));
        try {
            driver.remove(owner, record);
            driver.ensure(owner, record.get());
            return write(owner, record.get().hostUid(UidQuotaDriver.APP_UID));
        } catch (IOException | RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            driver.remove(owner, record);
        }
    }

    private Optional<String> write(String owner, int uid) throws IOException {
        Path folder = Files.createDirectory(files.root(owner).resolve("trial"));
        Inodes.setOwner(folder, uid, uid);
        try {
            commands.run(new OverfillCommand(folder, uid, 2 * LIMIT.bytes().bytes()));
        } catch (CommandFailedException e) {
            return OverfillCommand.wasRefused(e) ? Optional.empty() : Optional.of(e.errorOutput());
        }
        return Optional.of(
                "a user could write more than its limit of %s".formatted(LIMIT.bytes().toText()));
    }
}
