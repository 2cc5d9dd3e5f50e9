package dev.sampan.quota;

import dev.sampan.host.SampanHome;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Where the storage of owners lies: `apps/<owner>/` is what the quota covers, `disks/` holds the images behind it. */
@Component
class QuotaFiles {

    private static final Pattern OWNER = Pattern.compile("[a-z0-9][a-zA-Z0-9._-]{0,127}");

    private static final String RECORD = ".limit";

    private final SampanHome home;

    QuotaFiles(SampanHome home) {
        this.home = home;
    }

    Path roots() {
        return home.resolve("apps");
    }

    /** The folder of all owners, or as long as there is none, the lowest one above that exists. */
    Path nearest() {
        Path folder = roots();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    Path root(String owner) {
        return roots().resolve(checked(owner));
    }

    Path disks() {
        return home.resolve("disks");
    }

    Path disk(String owner) {
        return disks().resolve(checked(owner) + ".img");
    }

    /** A disk that is being made; a name that no owner's disk has. */
    Path unfinishedDisk(String owner) {
        return disks().resolve("." + checked(owner) + ".new");
    }

    /** What was promised to the owner. */
    Path record(String owner) {
        return disks().resolve(checked(owner) + RECORD);
    }

    /** Whose record a file is; empty when it is something else. */
    Optional<String> recordOwner(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(RECORD) && !name.startsWith(".")
                ? Optional.of(name.substring(0, name.length() - RECORD.length()))
                : Optional.empty();
    }

    /** Which driver this machine uses, and why not another one; a name that no owner's file has. */
    Path choice() {
        return disks().resolve(".driver");
    }

    /** Whether any file may be left that belongs to UIDs of this owner. */
    boolean hasTraceOf(String owner) {
        return Files.exists(root(owner), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(disk(owner), LinkOption.NOFOLLOW_LINKS);
    }

    private static String checked(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot own storage: a name has 1 to 128 letters, digits, dots, hyphens and underscores, the first a lower-case letter or digit"
                            .formatted(owner));
        }
        return owner;
    }
}
