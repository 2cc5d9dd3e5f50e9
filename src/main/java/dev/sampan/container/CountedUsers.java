package dev.sampan.container;

/**
 * Which users may write to the root of a container.
 *
 * @param every whether what any user writes counts for the disk limit of its app
 */
record CountedUsers(boolean every) {

    /** The user that applications of buildpacks and their builds run as, whom every disk limit counts. */
    private static final String APP_USER = "1000:1000";

    /** See {@link Containers#requireCounted}. */
    void require(String user) {
        if (!every && !user.equals(APP_USER)) {
            throw new ContainerStartException(
                    "A container that may write as user '%s' is refused on this machine: the disk quota driver 'uid' limits each user by itself, and the users of an image together could take more than the app's disk. Set sampan.quota.driver to project, btrfs or loop and make the app anew, or deploy an image that runs as user '%s'"
                            .formatted(user.isEmpty() ? "root" : user, APP_USER));
        }
    }
}
