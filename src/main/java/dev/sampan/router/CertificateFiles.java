package dev.sampan.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates on disk: `certs/<name>/<digest>.pem`, each with its key in the same file, so that both are replaced in
 * one step. The control plane's user writes them; besides it, only the group of `certs` may read them, which is the
 * router's.
 */
public final class CertificateFiles {

    /** What nobody uses is kept so long, since it may be on its way into a table, or out of the one before. */
    private static final Duration KEPT_UNUSED = Duration.ofHours(1);

    private static final int LARGEST = 1 << 20;

    private final Path folder;

    /** The certificates of a home folder, as in SAMPAN_HOME. */
    public CertificateFiles(Path home) {
        this.folder = home.toAbsolutePath().normalize().resolve("certs");
    }

    /** Where the file of a certificate is. */
    public Path file(String name, String digest) {
        return own(name).resolve(digest + ".pem");
    }

    private Path own(String name) {
        return folder.resolve(name);
    }

    /**
     * Writes a file, whole or not at all.
     *
     * @param pem the key (PKCS #8) and the certificate chain
     * @return its digest
     */
    public String store(String name, byte[] pem) {
        String digest = digest(pem);
        Path file = file(name, digest);
        Path temporary = file.resolveSibling(digest + ".new");
        try {
            GroupPrincipal group = prepare(own(name));
            Files.deleteIfExists(temporary);
            try (FileChannel channel =
                    FileChannel.open(
                            temporary,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(pem);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            giveTo(temporary, group, "rw-r-----");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(own(name));
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Certificate '%s' cannot be written: %s".formatted(file, e), e);
        }
    }

    /** Makes the folder of a certificate; answers the group that reads it. */
    private GroupPrincipal prepare(Path own) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwxr-x---")));
        }
        GroupPrincipal group =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .group();
        if (!Files.isDirectory(own)) {
            Files.createDirectories(
                    own,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            giveTo(own, group, "rwxr-x---");
            sync(folder);
        }
        return group;
    }

    private static void giveTo(Path file, GroupPrincipal group, String permissions)
            throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        view.setGroup(group);
        view.setPermissions(PosixFilePermissions.fromString(permissions));
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidRouteTableException when it is missing, or has another digest
     */
    public byte[] read(String name, String digest) {
        Path file = file(name, digest);
        try {
            if (Files.size(file) > LARGEST) {
                throw new InvalidRouteTableException(
                        "Certificate '%s' is larger than 1 MiB".formatted(file));
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!digest(bytes).equals(digest)) {
                throw new InvalidRouteTableException(
                        "Certificate '%s' is damaged: its digest is another one".formatted(file));
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new InvalidRouteTableException("Certificate '%s' is missing".formatted(file), e);
        } catch (IOException e) {
            throw new InvalidRouteTableException(
                    "Certificate '%s' cannot be read: %s".formatted(file, e), e);
        }
    }

    /** Removes the files that none of these certificates names, when they are older than an hour. */
    public void sweep(Stream<Certificate> used) {
        Set<Path> keep =
                used.map(certificate -> file(certificate.name(), certificate.digest()))
                        .collect(java.util.stream.Collectors.toSet());
        Instant old = Instant.now().minus(KEPT_UNUSED);
        try {
            for (Path own : children(folder)) {
                List<Path> files = children(own);
                for (Path file : files) {
                    if (!keep.contains(file) && isOlder(file, old)) {
                        Files.deleteIfExists(file);
                    }
                }
                if (files.isEmpty() && isOlder(own, old)) {
                    Files.deleteIfExists(own);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Old certificates in '%s' cannot be removed: %s".formatted(folder, e), e);
        }
    }

    private static boolean isOlder(Path file, Instant limit) throws IOException {
        FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        return time.toInstant().isBefore(limit);
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.toList();
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
