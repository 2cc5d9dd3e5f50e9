package dev.sampan.app;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What somebody deploys: a name, and what is wanted of it. It changes through {@link Apps} and {@link Releases}. */
@Entity
@Table(name = "app")
public class App {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false, updatable = false)
    private String name;

    @Column(name = "created_at", nullable = false, updatable = false)
    private Instant createdAt;

    @Column(name = "deploy_branch")
    private @Nullable String deployBranch;

    @Column(nullable = false)
    private boolean running;

    @Column(nullable = false)
    private boolean locked;

    @Column(name = "last_release", nullable = false)
    private int lastRelease;

    @Column(name = "current_release")
    private @Nullable Integer currentRelease;

    @Column(name = "last_served")
    private @Nullable Integer lastServed;

    @Column(name = "release_split")
    private @Nullable String split;

    @Column(name = "split_abort")
    private @Nullable Integer splitAbort;

    @Column(name = "split_next")
    private @Nullable Integer splitNext;

    @Column(name = "default_domain", nullable = false)
    private boolean defaultDomain;

    @Column(name = "domains_enabled", nullable = false)
    private boolean domainsEnabled;

    @SuppressWarnings("NullAway.Init")
    protected App() {}

    App(AppName name, Instant createdAt) {
        this.name = name.value();
        this.createdAt = createdAt;
        this.running = true;
        this.defaultDomain = true;
        this.domainsEnabled = true;
    }

    long id() {
        if (id == null) {
            throw new IllegalStateException("App '%s' is not stored yet".formatted(name));
        }
        return id;
    }

    public AppName name() {
        return new AppName(name);
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** The branch whose push deploys; empty until the first push or until it is set. */
    public Optional<String> deployBranch() {
        return Optional.ofNullable(deployBranch);
    }

    /** Whether its processes are wanted to run; false after `ps:stop`. */
    public boolean isRunning() {
        return running;
    }

    /** Whether deploys are refused. */
    public boolean isLocked() {
        return locked;
    }

    /** The number of the release that serves, of several the base; empty before the first successful deploy. */
    public OptionalInt currentRelease() {
        return currentRelease == null ? OptionalInt.empty() : OptionalInt.of(currentRelease);
    }

    public boolean isDeployed() {
        return currentRelease != null;
    }

    boolean hasDefaultDomain() {
        return defaultDomain;
    }

    boolean hasDomainsEnabled() {
        return domainsEnabled;
    }

    void deployFrom(@Nullable String branch) {
        this.deployBranch = branch;
    }

    void start() {
        this.running = true;
    }

    void stop() {
        this.running = false;
    }

    void lock() {
        if (locked) {
            throw RefusedException.conflict("Deploy lock exists");
        }
        this.locked = true;
    }

    void unlock() {
        this.locked = false;
    }

    int nextRelease() {
        lastRelease++;
        return lastRelease;
    }

    void activate(int release) {
        this.currentRelease = release;
        this.lastServed = lastServed == null ? release : Math.max(lastServed, release);
        if (split != null) {
            this.split = null;
            this.splitAbort = null;
        }
    }

    /** What serves, when it is more than one release. */
    Optional<Split> split() {
        return Optional.ofNullable(split)
                .map(text -> Split.parse(text, Optional.ofNullable(splitAbort)));
    }

    void split(Split wanted) {
        wanted.shares().forEach(share -> activate(share.release()));
        this.currentRelease = wanted.base();
        this.split = wanted.text();
        this.splitAbort = wanted.abortErrors().orElse(null);
        this.splitNext = null;
    }

    /** What is wanted of the next deploy. While a split is on, nothing is: a deploy ends it. */
    Optional<Splits.Next> nextSplit() {
        return Optional.ofNullable(split == null ? splitNext : null)
                .map(percent -> new Splits.Next(percent, Optional.ofNullable(splitAbort)));
    }

    void splitNext(Optional<Splits.Next> next) {
        if (split != null) {
            throw RefusedException.conflict(
                    "Several releases of app '%s' serve now (%s). End that first with `releases:split %s --clear`"
                            .formatted(name, split, name));
        }
        this.splitNext = next.map(Splits.Next::percent).orElse(null);
        this.splitAbort = next.flatMap(Splits.Next::abortErrors).orElse(null);
    }

    void useDefaultDomain(boolean use) {
        this.defaultDomain = use;
    }

    void enableDomains(boolean enable) {
        this.domainsEnabled = enable;
    }
}
