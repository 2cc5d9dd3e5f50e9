package dev.sampan.quota;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands out blocks of 65,536 host UIDs, one per owner.
 *
 * <p>A block that was never used goes first, then the one released longest ago whose last owner has no file left. Each
 * change is a transaction of its own: a block is never handed out again because a caller's transaction was undone.
 */
@Component
public final class UidPool {

    private static final int ATTEMPTS = 50;

    private final UidBlocks blocks;
    private final UidPoolProperties properties;
    private final HostAccounts accounts;
    private final QuotaFiles files;
    private final TransactionTemplate transaction;
    private final Clock clock = Clock.systemUTC();

    @Autowired
    UidPool(
            UidBlocks blocks,
            UidPoolProperties properties,
            HostAccounts accounts,
            QuotaFiles files,
            PlatformTransactionManager transactions) {
        this.blocks = blocks;
        this.properties = properties;
        this.accounts = accounts;
        this.files = files;
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /**
     * The block of an owner; the one it has, or else a free one.
     *
     * @throws UidPoolExhaustedException when there is no free one
     */
    public UidLease lease(String owner) {
        files.root(owner);
        RuntimeException conflict = new IllegalStateException();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Optional<UidLease> lease = transaction.execute(_ -> tryLease(owner));
                if (lease != null && lease.isPresent()) {
                    return lease.get();
                }
            } catch (DataIntegrityViolationException | ConcurrencyFailureException e) {
                // Somebody else took the same block, or leased for the same owner, a moment ago.
                conflict = e;
            }
        }
        throw new IllegalStateException(
                "Cannot lease UIDs for '%s': %d attempts met somebody else's"
                        .formatted(owner, ATTEMPTS),
                conflict);
    }

    public Optional<UidLease> find(String owner) {
        return blocks.findByOwner(owner).map(block -> new UidLease(owner, block.firstUid()));
    }

    /** Gives the block of an owner back; another owner gets it only when no file of this one is left. */
    public void release(String owner) {
        transaction.executeWithoutResult(_ -> blocks.release(owner, clock.instant()));
    }

    /** Empty when somebody else took the block that was chosen. */
    private Optional<UidLease> tryLease(String owner) {
        Optional<UidLease> existing = find(owner);
        if (existing.isPresent()) {
            return existing;
        }
        List<UidRange> taken = accounts.ranges();
        List<UidBlock> released =
                blocks.released().stream().filter(block -> isUsable(block, taken)).toList();
        @Nullable UidBlock own =
                released.stream()
                        .filter(block -> block.lastOwner().equals(owner))
                        .findFirst()
                        .orElse(null);
        if (own != null) {
            return take(own, owner);
        }
        OptionalInt fresh = freshBlock(taken);
        if (fresh.isPresent()) {
            blocks.insert(fresh.getAsInt(), owner);
            return Optional.of(new UidLease(owner, fresh.getAsInt()));
        }
        for (UidBlock block : released) {
            if (!files.hasTraceOf(block.lastOwner())) {
                return take(block, owner);
            }
        }
        throw exhausted(owner, taken, released.size());
    }

    private Optional<UidLease> take(UidBlock block, String owner) {
        return blocks.take(block.firstUid(), owner) == 1
                ? Optional.of(new UidLease(owner, block.firstUid()))
                : Optional.empty();
    }

    private boolean isUsable(UidBlock block, List<UidRange> taken) {
        return block.released()
                && properties.contains(block.firstUid())
                && taken.stream().noneMatch(range -> range.overlaps(block.firstUid()));
    }

    private OptionalInt freshBlock(List<UidRange> taken) {
        Set<Integer> known = new HashSet<>(blocks.firstUids());
        for (int block = 0; block < properties.count(); block++) {
            int firstUid = properties.firstUidOf(block);
            if (isFree(firstUid, known)
                    && taken.stream().noneMatch(range -> range.overlaps(firstUid))) {
                return OptionalInt.of(firstUid);
            }
        }
        return OptionalInt.empty();
    }

    /** A pool whose start was moved may have blocks that lie across two of the former ones. */
    private static boolean isFree(int firstUid, Set<Integer> known) {
        return known.stream().noneMatch(other -> Math.abs((long) other - firstUid) < UidLease.SIZE);
    }

    private UidPoolExhaustedException exhausted(String owner, List<UidRange> taken, int released) {
        int overlapping = 0;
        String example = "";
        for (int block = 0; block < properties.count(); block++) {
            int firstUid = properties.firstUidOf(block);
            Optional<UidRange> overlap =
                    taken.stream().filter(range -> range.overlaps(firstUid)).findFirst();
            if (overlap.isPresent()) {
                overlapping++;
                example = " (see '%s')".formatted(overlap.get().source());
            }
        }
        return new UidPoolExhaustedException(
                "No block of UIDs is left for '%s': of %d blocks from UID %d on, %d overlap with users of the host%s, %d were released but still have files, the others are in use. Raise sampan.uid-pool.count, or move sampan.uid-pool.first"
                        .formatted(
                                owner,
                                properties.count(),
                                properties.first(),
                                overlapping,
                                example,
                                released));
    }
}
