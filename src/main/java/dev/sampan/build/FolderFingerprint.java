package dev.sampan.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A digest of the names, sizes, inodes and times of all files in a folder, without reading them: it changes whenever a
 * program wrote, made, moved or deleted one.
 */
final class FolderFingerprint extends SimpleFileVisitor<Path> {

    /** The inode; the number of the device before it changes when the machine starts again. */
    private static final Pattern DEVICE = Pattern.compile("^\\(dev=[^,]*,");

    private final Path root;
    private final List<String> entries = new ArrayList<>();

    private FolderFingerprint(Path root) {
        this.root = root;
    }

    static String of(Path folder) throws IOException {
        FolderFingerprint visitor = new FolderFingerprint(folder);
        Files.walkFileTree(folder, visitor);
        Collections.sort(visitor.entries);
        MessageDigest digest = sha256();
        visitor.entries.forEach(
                entry -> {
                    digest.update(entry.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                });
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        entries.add(root.relativize(folder) + "/");
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String inode = DEVICE.matcher(String.valueOf(attributes.fileKey())).replaceFirst("");
        entries.add(
                "%s %d %s %s"
                        .formatted(
                                root.relativize(file),
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant(),
                                inode));
        return FileVisitResult.CONTINUE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
