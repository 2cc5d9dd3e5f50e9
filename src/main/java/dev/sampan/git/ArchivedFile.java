package dev.sampan.git;

import org.eclipse.jgit.lib.FileMode;

import java.io.InputStream;

/**
 * A file or link of an archive, while it is being read.
 *
 * @param path as it stands in the archive
 * @param mode what git calls it: a file, a program or a link
 * @param size the bytes of its content
 * @param content its bytes; of a link, where it leads
 */
record ArchivedFile(String path, FileMode mode, long size, InputStream content) {}
