package dev.sampan.container;

import java.util.Set;

/**
 * What the root file system makes of the words of a wish.
 *
 * @param user who the program is
 * @param users the UIDs of all that the image names
 * @param workingDirectory where it starts; a path without a symbolic link
 */
record Inside(ContainerUser user, Set<Integer> users, String workingDirectory) {}
