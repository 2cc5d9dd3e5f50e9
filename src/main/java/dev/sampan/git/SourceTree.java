package dev.sampan.git;

import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The files of one commit on disk, without `.git`.
 *
 * @param root the folder that holds them
 * @param commit the commit's id, 40 hexadecimal digits
 * @param committedAt when the commit was made; also the modification time of the files
 * @param files how many files and folders there are
 * @param size the bytes of all files
 * @param pointer the path of a file that Git LFS keeps elsewhere, so that only a pointer to it is here; the first of them
 */
public record SourceTree(
        Path root,
        String commit,
        Instant committedAt,
        int files,
        DataSize size,
        Optional<String> pointer) {}
