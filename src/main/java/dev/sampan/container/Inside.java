package dev.sampan.container;

/**
 * What the root file system makes of the words of a wish.
 *
 * @param user who the program is
 * @param workingDirectory where it starts; a path without a symbolic link
 */
record Inside(ContainerUser user, String workingDirectory) {}
