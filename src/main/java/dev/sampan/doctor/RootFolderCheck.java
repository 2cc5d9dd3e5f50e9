package dev.sampan.doctor;

import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespace;
import dev.sampan.host.UserNamespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/** What a container's root is made of: an overlay over a lower folder that is mounted idmapped. */
@Component
@Order(40)
final class RootFolderCheck implements HostCheck {

    private static final int SOME_UID = 2_000_000_000;

    private final SampanHome home;
    private final Mounts mounts;

    RootFolderCheck(SampanHome home, Mounts mounts) {
        this.home = home;
        this.mounts = mounts;
    }

    @Override
    public String name() {
        return "Idmapped overlay";
    }

    @Override
    public Finding check() {
        try {
            Path place = Files.exists(home.home()) ? home.home() : Path.of("/var/tmp");
            Path folder = Files.createTempDirectory(place, "doctor");
            try {
                return tryIn(folder);
            } finally {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Finding tryIn(Path folder) throws IOException {
        Path lower = Files.createDirectories(folder.resolve("lower"));
        Path mapped = Files.createDirectories(folder.resolve("mapped"));
        Path upper = Files.createDirectories(folder.resolve("upper"));
        Path work = Files.createDirectories(folder.resolve("work"));
        Path target = Files.createDirectories(folder.resolve("target"));
        Files.writeString(lower.resolve("file"), "");
        UserNamespaces namespaces = new UserNamespaces(new SampanHome(folder), mounts);
        UserNamespace namespace = namespaces.forBlock(SOME_UID);
        try {
            mounts.idmapped(lower, mapped, namespace);
            mounts.overlay(List.of(mapped), upper, work, target);
            Object uid = Files.getAttribute(target.resolve("file"), "unix:uid");
            return uid.equals(SOME_UID)
                    ? Finding.ok("works, tried below " + folder.getParent())
                    : Finding.fail(
                            "a file of root shows up as UID " + uid,
                            "Use a kernel of 5.19 or newer");
        } finally {
            mounts.unmount(target);
            mounts.unmount(mapped);
            namespaces.release(SOME_UID);
        }
    }
}
