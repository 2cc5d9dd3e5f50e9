package dev.sampan.container;

import dev.sampan.unit.DataSize;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Starts, finds, limits and stops containers.
 *
 * <p>This is one of the two seams behind which everything that needs root is kept, so it is an interface: the rest of
 * the control plane asks, and nothing above it makes a system call or starts a program.
 */
public interface Containers {

    /**
     * The storage of an owner, made and limited when it is new; an existing one is mounted again after a reboot and
     * keeps its limit.
     *
     * @param owner a name that is safe as a file name
     */
    Storage storage(String owner, StorageLimit limit);

    /** The same with as many files as suit the size. */
    default Storage storage(String owner, DataSize limit) {
        return storage(owner, StorageLimit.of(limit));
    }

    /**
     * Storage that containers of other owners may see, made as by {@link #storage}; {@link Storage#lent} is the folder that
     * they do.
     */
    Storage lentStorage(String lender, StorageLimit limit);

    /** The owners of containers that see lent storage now. */
    Set<String> borrowers(String lender);

    /**
     * Changes the disk limit of an owner while its containers run.
     *
     * @throws StorageLimitException when more than that is used already
     */
    void resizeStorage(String owner, StorageLimit limit);

    /** What an owner uses, with what the host keeps for it elsewhere. */
    StorageUsage storageUsage(String owner);

    /** Counts what the host keeps for an owner elsewhere for its disk limit: so much less is left for its storage. */
    void keepForOwner(String owner, DataSize kept);

    /**
     * Removes an owner's storage and gives its UID block back; its containers must have been stopped.
     *
     * @throws StorageInUseException when containers of other owners see it
     */
    void destroyStorage(String owner);

    /**
     * Refuses a user that may not write to the root of a container here: the disk limit would not hold what it and others
     * write together. Images from elsewhere and builds of Dockerfiles are asked about before they are built or deployed.
     *
     * @param user as {@link ContainerSpec#user} names it
     * @throws ContainerStartException saying what to do
     */
    void requireCounted(String user);

    /**
     * Starts a container in the background and returns when its first process has been started.
     *
     * @throws ContainerStartException when a step fails; everything done before it has been undone
     */
    Container start(ContainerSpec spec);

    /**
     * Runs a container to its end, writes its output (both streams) as it comes, and removes it. When the calling
     * thread is interrupted, or the time is over, the container is killed and removed.
     *
     * @throws ContainerTimeoutException when it takes longer than the limit
     */
    ContainerExit run(ContainerSpec spec, Duration limit, OutputStream output)
            throws InterruptedException;

    /**
     * The same for somebody who sits at a terminal, which the program has as its own. When the caller's thread is interrupted, or
     * nobody takes the output any more, the container is killed and removed.
     *
     * @throws ContainerTimeoutException when it takes longer than the limit
     */
    ContainerExit run(ContainerSpec spec, Duration limit, Console console)
            throws InterruptedException;

    /**
     * Runs one more program in a running container for somebody who talks to it, as the container's own: its user, its
     * environment, its privileges, within its limits. All that it starts ends with it, and so it does, SIGHUP first, when the
     * caller's thread is interrupted or nobody takes the output any more.
     *
     * @return its exit code, 128 plus the signal when one ended it
     * @throws ContainerStartException when it could not be started
     */
    int enter(ContainerId id, List<String> arguments, Console console) throws InterruptedException;

    /** The containers that run now, also those started before a restart of the control plane. */
    List<Container> list();

    Optional<Container> find(ContainerId id);

    /**
     * Runs one more program in a running container, as the user of the container and within its limits.
     *
     * @return empty when it exits with 0; otherwise why it counts as failed
     */
    Optional<String> exec(ContainerId id, List<String> arguments, Duration limit);

    /**
     * Changes the limits of a running container at once; does nothing when it has ended.
     *
     * @throws ContainerLimitException when the host cannot give them; some may hold already then
     */
    void limit(ContainerId id, ContainerLimits limits);

    Optional<ContainerUsage> usage(ContainerId id);

    /** How much of its memory the kernel cannot take back: all but cached files; empty when it is gone. */
    Optional<DataSize> heldMemory(ContainerId id);

    /** What its limits have done to it so far; empty when it is gone. */
    Optional<ContainerEvents> events(ContainerId id);

    /** What it takes of the machine and waits for; empty when it is gone, or the kernel does not count that. */
    Optional<ContainerLoad> load(ContainerId id);

    /**
     * Says what the containers of each owner reach beside the Internet; it holds at once, also for those that are started
     * later. An owner that is not among them reaches the Internet only.
     */
    void reach(Map<String, Reach> byOwner);

    /** Says by which names the containers of each owner find others; it holds at once, also for those started later. */
    void names(Map<String, List<PeerName>> byOwner);

    /** Sends SIGTERM, waits, sends SIGKILL, and removes everything; does nothing when there is no such container. */
    void stop(ContainerId id, Duration grace);

    /**
     * Has what the host keeps for all containers together, such as the firewall's rules, removed at the end of this process,
     * unless a container of anybody runs then.
     */
    void leaveNothing();

    /** Calls back, on a thread of its own, whenever a container ends that nobody stopped; it is already removed. */
    void onExit(BiConsumer<Container, ContainerExit> listener);
}
