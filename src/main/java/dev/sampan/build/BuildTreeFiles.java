package dev.sampan.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads small files that someone else wrote: only plain files, never through a link, never more than a limit. */
final class BuildTreeFiles {

    private static final int LARGEST = 256 << 10;

    private BuildTreeFiles() {}

    /**
     * The text of a file; empty when there is none.
     *
     * @throws IOException when it is not a plain file, or too large
     */
    static Optional<String> read(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is not a plain file");
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() > LARGEST) {
                throw new IOException("it is larger than 256 KiB");
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                Thread.onSpinWait();
            }
            return Optional.of(
                    new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        }
    }
}
