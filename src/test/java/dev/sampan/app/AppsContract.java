package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What holds for apps on every database. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@EnableConfigurationProperties({AppProperties.class, ResourceProperties.class})
@Import({
    Apps.class,
    Releases.class,
    Splits.class,
    Limits.class,
    Machine.class,
    Environments.class,
    Settings.class,
    ProxySettings.class,
    AppCopies.class,
    DockerOptions.class,
    SealedRows.class,
    SecretsOfTests.class,
    Formations.class,
    Domains.class,
    ImageKeys.class,
    Retention.class
})
abstract class AppsContract {

    private static final AppName SHOP = new AppName("shop");
    private static final AppName BLOG = new AppName("blog");

    @Autowired private Apps apps;
    @Autowired private Releases releases;
    @Autowired private Splits splits;
    @Autowired private Limits limits;
    @Autowired private Environments environments;
    @Autowired private Formations formations;
    @Autowired private Domains domains;
    @Autowired private ImageKeys keys;
    @Autowired private Retention retention;

    @BeforeEach
    void startWithOneApp() {
        apps.list().forEach(app -> apps.destroy(app.name()));
        environments.replace(Optional.empty(), Map.of());
        domains.setGlobal(List.of());
        keys.clear(Optional.empty());
        retention.set(Optional.empty(), OptionalInt.empty());
        apps.create(SHOP);
    }

    @Test
    void keysOfAnAppCountInsteadOfThoseOfAllApps() {
        ImageKey one = new ImageKey("sha256:" + "1".repeat(64), "first");
        ImageKey two = new ImageKey("sha256:" + "2".repeat(64), "second");
        apps.create(BLOG);

        assertThat(keys.add(Optional.empty(), List.of(one, one))).containsExactly(one);
        assertThat(keys.add(Optional.of(SHOP), List.of(two, one))).containsExactly(two, one);

        assertThat(keys.effective(SHOP)).containsExactly(two, one);
        assertThat(keys.effective(BLOG)).containsExactly(one);
        assertThat(keys.add(Optional.of(SHOP), List.of(one))).isEmpty();
        keys.remove(Optional.of(SHOP), one.fingerprint());
        assertThat(keys.of(Optional.of(SHOP))).containsExactly(two);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> keys.remove(Optional.of(SHOP), one.fingerprint()))
                .withMessageContaining("is not among those of app 'shop'");
        apps.destroy(SHOP);
        apps.create(SHOP);
        assertThat(keys.effective(SHOP)).containsExactly(one);
        assertThat(keys.clear(Optional.empty())).isEqualTo(1);
        assertThat(keys.effective(SHOP)).isEmpty();
    }

    @Test
    void retentionIsThatOfTheAppElseOfAllAppsElseTheStandard() {
        assertThat(retention.effective(SHOP, 10)).isEqualTo(10);
        retention.set(Optional.empty(), OptionalInt.of(5));
        assertThat(retention.effective(SHOP, 10)).isEqualTo(5);
        retention.set(Optional.of(SHOP), OptionalInt.of(3));
        retention.set(Optional.of(SHOP), OptionalInt.of(4));
        assertThat(retention.effective(SHOP, 10)).isEqualTo(4);
        assertThat(retention.get(Optional.of(SHOP))).hasValue(4);
        retention.set(Optional.of(SHOP), OptionalInt.empty());
        assertThat(retention.effective(SHOP, 10)).isEqualTo(5);
        for (int wrong : new int[] {0, 1, 1001}) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> retention.set(Optional.of(SHOP), OptionalInt.of(wrong)))
                    .withMessageContaining("cannot be %d".formatted(wrong));
        }
    }

    @Test
    void createRefusesNameThatIsTaken() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> apps.create(SHOP))
                .withMessage("Name is already taken");
    }

    @Test
    void requireNamesAppThatDoesNotExist() {
        assertThatExceptionOfType(AppNotFoundException.class)
                .isThrownBy(() -> apps.require(BLOG))
                .withMessage("App blog does not exist");
    }

    @Test
    void changesOfAnAppAreKept() {
        apps.stop(SHOP);
        apps.lock(SHOP);
        apps.deployFrom(SHOP, "main");

        App app = apps.require(SHOP);
        assertThat(app.isRunning()).isFalse();
        assertThat(app.isLocked()).isTrue();
        assertThat(app.deployBranch()).contains("main");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> apps.lock(SHOP))
                .withMessage("Deploy lock exists");
    }

    @Test
    void releasesAreNumberedAndKeptAsTheyWere() {
        Release first = releases.add(SHOP, draft("Deploy 1a2b3c4"));
        releases.activate(SHOP, 1);
        Release second = releases.add(SHOP, draft("Set A"));

        assertThat(first.number()).isEqualTo(1);
        assertThat(second.version()).isEqualTo("v2");
        assertThat(releases.current(SHOP)).contains(first);
        assertThat(releases.list(SHOP)).containsExactly(second, first);
        assertThat(releases.previous(SHOP)).isEmpty();
        releases.activate(SHOP, 2);
        assertThat(releases.previous(SHOP)).contains(first);
    }

    @Test
    void discardedReleaseLeavesItsNumberUnused() {
        releases.add(SHOP, draft("Deploy 1"));
        releases.discard(SHOP, 1);

        assertThat(releases.list(SHOP)).isEmpty();
        assertThat(releases.add(SHOP, draft("Deploy 2")).number()).isEqualTo(2);
    }

    @Test
    void releasesThatNeverServedAreKnown() {
        Release first = releases.add(SHOP, draft("Deploy 1"));
        assertThat(releases.unserved()).containsExactly(first);
        releases.activate(SHOP, 1);
        assertThat(releases.unserved()).isEmpty();
        Release second = releases.add(SHOP, draft("Deploy 2"));
        assertThat(releases.unserved()).containsExactly(second);
    }

    @Test
    void releaseThatServesCannotBeDiscarded() {
        releases.add(SHOP, draft("Deploy 1"));
        releases.activate(SHOP, 1);

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> releases.discard(SHOP, 1));
    }

    @Test
    void releasesThatServeTogetherAreKeptUntilOneServesAlone() {
        Split split = Split.parse("v1=90 v2=10", Optional.of(5));
        for (int number = 1; number <= 3; number++) {
            releases.add(SHOP, draft("Deploy " + number));
        }
        releases.activate(SHOP, 2);

        releases.split(SHOP, split);

        assertThat(releases.serving(SHOP))
                .isEqualTo(
                        new Releases.Serving(
                                OptionalInt.of(1), Optional.of(split), Optional.empty()));
        assertThat(releases.current(SHOP).orElseThrow().number()).isEqualTo(1);
        assertThat(splits.of(SHOP)).contains(split);
        assertThat(splits.all()).isEqualTo(Map.of(SHOP, split));
        assertThat(splits.of(new AppName("none"))).isEmpty();
        assertThat(releases.unserved()).extracting(Release::number).containsExactly(3);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> releases.discard(SHOP, 2));

        releases.activate(SHOP, 1);

        assertThat(splits.all()).isEmpty();
        assertThat(releases.unserved())
                .as("a release that served is kept")
                .extracting(Release::number)
                .containsExactly(3);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () -> releases.split(SHOP, Split.parse("v1=90 v7=10", Optional.empty())))
                .withMessageContaining("no release v7");
    }

    @Test
    void whatIsWantedOfTheNextDeployIsKeptUntilItServes() {
        Splits.Next next = new Splits.Next(10, Optional.of(5));
        releases.add(SHOP, draft("Deploy 1"));
        releases.add(SHOP, draft("Deploy 2"));
        releases.activate(SHOP, 1);
        splits.setNext(SHOP, Optional.of(next));
        Releases.Serving before = releases.serving(SHOP);

        assertThat(splits.next(SHOP)).contains(next);
        releases.activate(SHOP, 1);
        assertThat(splits.next(SHOP)).contains(next);

        releases.split(SHOP, Split.parse("v1=90 v2=10", next.abortErrors()));
        assertThat(splits.next(SHOP)).isEmpty();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> splits.setNext(SHOP, Optional.of(next)))
                .withMessageContaining("v1=90 v2=10");

        releases.restore(SHOP, before);
        assertThat(releases.serving(SHOP)).isEqualTo(before);
    }

    @Test
    void largeEnvironmentsAreKept() {
        Map<String, String> env = Map.of("A", "ü\"\n".repeat(30_000), "B", "x".repeat(120_000));
        environments.set(Optional.of(SHOP), env);

        assertThat(environments.merged(SHOP).values()).isEqualTo(env);
        Release release =
                releases.add(
                        SHOP,
                        new ReleaseDraft(
                                "sha256:1",
                                Optional.empty(),
                                Map.of(),
                                environments.merged(SHOP).values(),
                                LimitSettings.NONE,
                                Map.of(),
                                List.of(),
                                "Set A, B",
                                "admin"));
        assertThat(releases.require(SHOP, release.number()).env()).isEqualTo(env);
    }

    @Test
    void varsOfAnAppStandOverThoseOfAll() {
        environments.set(Optional.empty(), Map.of("A", "all", "B", "all"));
        environments.set(Optional.of(SHOP), Map.of("B", "shop", "C", ""));

        assertThat(environments.merged(SHOP).values())
                .containsExactlyInAnyOrderEntriesOf(Map.of("A", "all", "B", "shop", "C", ""));
        environments.unset(Optional.of(SHOP), List.of("B", "NONE"));
        assertThat(environments.merged(SHOP).get("B")).contains("all");
        environments.replace(Optional.of(SHOP), Map.of("D", "1"));
        assertThat(environments.of(Optional.of(SHOP)).values()).isEqualTo(Map.of("D", "1"));
    }

    @Test
    void portCannotBeSet() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> environments.set(Optional.of(SHOP), Map.of("PORT", "80")))
                .withMessageContaining("'PORT'");
    }

    @Test
    void limitsOfATypeStandOverThoseOfTheApp() {
        limits.set(
                ResourceScope.of(SHOP),
                Allotment.LIMIT,
                Map.of(Resource.MEMORY, "256", Resource.PIDS, "64"));
        limits.set(
                ResourceScope.of(SHOP, Optional.of(new ProcessType("worker"))),
                Allotment.LIMIT,
                Map.of(Resource.MEMORY, "1g"));

        assertThat(limits.effective(SHOP, ProcessType.WEB).text(Resource.MEMORY)).isEqualTo("256m");
        assertThat(limits.effective(SHOP, new ProcessType("worker")).text(Resource.MEMORY))
                .isEqualTo("1g");
        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.MEMORY, "unlimited"));
        assertThat(limits.effective(SHOP).memory()).isEmpty();
        limits.clear(ResourceScope.of(SHOP), Allotment.LIMIT);
        assertThat(limits.effective(SHOP).text(Resource.MEMORY)).isEqualTo("512m");
    }

    @Test
    void limitsOfAllAppsStandBelowThoseOfOne() {
        ProcessType worker = new ProcessType("worker");
        limits.set(
                ResourceScope.GLOBAL,
                Allotment.LIMIT,
                Map.of(Resource.MEMORY, "300m", Resource.PIDS, "32", Resource.DISK, "2g"));
        limits.set(
                ResourceScope.GLOBAL.withType(Optional.of(worker)),
                Allotment.LIMIT,
                Map.of(Resource.MEMORY, "200m"));
        assertThat(limits.effective(SHOP).text(Resource.MEMORY)).isEqualTo("300m");
        assertThat(limits.effective(SHOP, worker).text(Resource.MEMORY)).isEqualTo("200m");
        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.MEMORY, "100m"));

        assertThat(limits.effective(SHOP, worker).text(Resource.MEMORY)).isEqualTo("100m");
        assertThat(limits.effective(SHOP).text(Resource.PIDS)).isEqualTo("32");
        assertThat(limits.effective(ResourceScope.GLOBAL).text(Resource.DISK)).isEqualTo("2g");
        limits.clear(ResourceScope.GLOBAL, Allotment.LIMIT);
        limits.clear(ResourceScope.GLOBAL.withType(Optional.of(worker)), Allotment.LIMIT);
        assertThat(limits.effective(SHOP).text(Resource.PIDS)).isEqualTo("256");
    }

    @Test
    void reservationsStandBesideLimits() {
        limits.set(ResourceScope.of(SHOP), Allotment.RESERVE, Map.of(Resource.MEMORY, "64"));
        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.MEMORY, "128m"));

        ResourceLimits found = limits.effective(SHOP);

        assertThat(found.reservedMemory()).contains(DataSize.ofMebibytes(64));
        assertThat(found.memory()).contains(DataSize.ofMebibytes(128));
        assertThat(limits.settings(Optional.of(SHOP), Allotment.RESERVE).app()).hasSize(1);
        limits.clear(ResourceScope.of(SHOP), Allotment.RESERVE);
        assertThat(limits.effective(SHOP).reservedMemory()).isEmpty();
        assertThat(limits.effective(SHOP).memory()).isPresent();
    }

    @Test
    void refuseAmountsThatDoNotExistForScopeOrKind() {
        ResourceScope web = ResourceScope.of(SHOP, Optional.of(ProcessType.WEB));
        refused(() -> limits.set(web, Allotment.LIMIT, Map.of(Resource.DISK, "1g")), "whole app");
        refused(
                () -> limits.set(web, Allotment.LIMIT, Map.of(Resource.INODES, "10k")),
                "--inodes without --process-type");
        refused(
                () -> limits.set(web, Allotment.RESERVE, Map.of(Resource.PIDS, "10")),
                "only cpu and memory");
        refused(
                () -> limits.set(web, Allotment.RESERVE, Map.of(Resource.MEMORY, "unlimited")),
                "cannot be read");
        refused(
                () -> limits.set(web, Allotment.LIMIT, Map.of(Resource.CPU, "1024")),
                "outside the allowed range: 0.01 to ");
        assertThat(limits.settings(SHOP)).isEqualTo(LimitSettings.NONE);
    }

    @Test
    void refuseAmountsThatContradictEachOtherWithBoth() {
        ResourceScope shop = ResourceScope.of(SHOP);
        ResourceScope web = ResourceScope.of(SHOP, Optional.of(ProcessType.WEB));
        refused(
                () -> limits.set(shop, Allotment.RESERVE, Map.of(Resource.MEMORY, "600m")),
                "Reservation memory=600m of 'shop' is above its limit memory=512m");
        refused(
                () -> limits.set(web, Allotment.LIMIT, Map.of(Resource.MEMORY_HIGH, "600m")),
                "Limit memory-high=600m of 'shop (web)' is above its limit memory=512m");
        limits.set(web, Allotment.LIMIT, Map.of(Resource.MEMORY_HIGH, "100m"));
        refused(
                () -> limits.set(web, Allotment.RESERVE, Map.of(Resource.MEMORY, "200m")),
                "Reservation memory=200m of 'shop (web)' is above its limit memory-high=100m");
        limits.set(web, Allotment.LIMIT, Map.of(Resource.CPU, "0.5"));
        refused(
                () -> limits.set(shop, Allotment.RESERVE, Map.of(Resource.CPU, "0.75")),
                "Reservation cpu=0.75 of 'shop (web)' is above its limit cpu=0.5");
        refused(
                () -> limits.set(shop, Allotment.LIMIT, Map.of(Resource.CPUSET, "0,8191")),
                "outside the allowed range");
        assertThat(limits.settings(Optional.of(SHOP), Allotment.RESERVE))
                .isEqualTo(LimitSettings.NONE);
    }

    /** A change for all apps reaches those with amounts of their own. */
    @Test
    void refuseAChangeForAllAppsThatContradictsOne() {
        ResourceScope shop = ResourceScope.of(SHOP);
        limits.set(shop, Allotment.RESERVE, Map.of(Resource.MEMORY, "256m"));
        refused(
                () ->
                        limits.set(
                                ResourceScope.GLOBAL,
                                Allotment.LIMIT,
                                Map.of(Resource.MEMORY, "128m")),
                "Reservation memory=256m of 'shop' is above its limit memory=128m");
        limits.set(shop, Allotment.LIMIT, Map.of(Resource.MEMORY, "1g"));
        limits.set(shop, Allotment.RESERVE, Map.of(Resource.MEMORY, "800m"));
        refused(
                () -> limits.clear(shop, Allotment.LIMIT),
                "Reservation memory=800m of 'shop' is above its limit memory=512m");
        assertThat(limits.effective(SHOP).text(Resource.MEMORY)).isEqualTo("1g");
        limits.set(ResourceScope.GLOBAL, Allotment.LIMIT, Map.of(Resource.MEMORY, "128m"));
        limits.clear(ResourceScope.GLOBAL, Allotment.LIMIT);
    }

    @Test
    void refuseAWeightBesideAReservationThatIsOne() {
        ResourceScope shop = ResourceScope.of(SHOP);
        ResourceScope web = ResourceScope.of(SHOP, Optional.of(ProcessType.WEB));
        limits.set(shop, Allotment.RESERVE, Map.of(Resource.CPU, "0.5"));
        for (ResourceScope scope : List.of(shop, web)) {
            refused(
                    () -> limits.set(scope, Allotment.LIMIT, Map.of(Resource.CPU_WEIGHT, "300")),
                    "Limit cpu-weight=300 of '%s' means nothing beside its reservation cpu=0.5"
                            .formatted(scope));
        }
        limits.set(ResourceScope.GLOBAL, Allotment.LIMIT, Map.of(Resource.CPU_WEIGHT, "300"));
        limits.clear(ResourceScope.GLOBAL, Allotment.LIMIT);
    }

    /** What was set before such checks is no reason to refuse what has nothing to do with it. */
    @Test
    void letOldContradictionsStand() {
        ResourceScope shop = ResourceScope.of(SHOP);
        limits.restore(shop, Allotment.RESERVE, Map.of(Resource.MEMORY, "600m"));
        limits.set(shop, Allotment.LIMIT, Map.of(Resource.PIDS, "64"));
        assertThat(limits.effective(SHOP).pids()).contains(64);
        limits.clear(shop, Allotment.RESERVE);
    }

    @Test
    void tellTheConnectionsOfAppsForWhichSomebodySetThem() {
        assertThat(limits.effective(SHOP).connections()).contains(4096);
        assertThat(limits.connections()).isEmpty();
        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.CONNECTIONS, "10"));
        assertThat(limits.connections()).containsExactly(Map.entry(SHOP, 10));
        apps.create(BLOG);
        limits.set(ResourceScope.GLOBAL, Allotment.LIMIT, Map.of(Resource.CONNECTIONS, "20"));
        assertThat(limits.connections()).containsOnly(Map.entry(SHOP, 10), Map.entry(BLOG, 20));
        limits.clear(ResourceScope.GLOBAL, Allotment.LIMIT);
    }

    private static void refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(call)
                .withMessageContaining(message);
    }

    @Test
    void formationCountsOneWebProcessUntilScaled() {
        assertThat(formations.of(SHOP).quantity(ProcessType.WEB)).isEqualTo(1);
        formations.scale(SHOP, Map.of(ProcessType.WEB, 0, new ProcessType("worker"), 2));
        formations.scale(SHOP, Map.of(ProcessType.WEB, 3));

        assertThat(formations.of(SHOP).quantity(ProcessType.WEB)).isEqualTo(3);
        assertThat(formations.of(SHOP).quantity(new ProcessType("worker"))).isEqualTo(2);
    }

    @Test
    void domainsBelongToOneAppOnly() {
        apps.create(BLOG);
        DomainName name = new DomainName("shop.example.com");

        assertThat(domains.add(SHOP, name)).isTrue();
        assertThat(domains.add(SHOP, name)).isFalse();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> domains.add(BLOG, name))
                .withMessageContaining("already used by app 'shop'");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> domains.add(BLOG, new DomainName("shop.localhost")));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> apps.create(new AppName("shop.example.com")));
    }

    @Test
    void defaultDomainCanBeRemovedAndComesBackByReset() {
        DomainName added = new DomainName("www.example.com");
        DomainName byDefault = new DomainName("shop.localhost");
        domains.add(SHOP, added);
        assertThat(domains.of(SHOP)).containsExactly(added, byDefault);

        assertThat(domains.remove(SHOP, byDefault)).isTrue();
        assertThat(domains.of(SHOP)).containsExactly(added);
        domains.clear(SHOP);
        assertThat(domains.of(SHOP)).isEmpty();
        domains.reset(SHOP);
        assertThat(domains.of(SHOP)).containsExactly(byDefault);
        domains.enable(SHOP, false);
        assertThat(domains.of(SHOP)).isEmpty();
        assertThat(domains.configured(SHOP)).containsExactly(byDefault);
    }

    @Test
    void appWhoseNameIsAHostNameAnswersThere() {
        AppName name = new AppName("www.example.org");
        apps.create(name);

        assertThat(domains.of(name)).containsExactly(new DomainName("www.example.org"));
    }

    @Test
    void globalDomainsChangeTheDefaultOfEveryApp() {
        domains.setGlobal(List.of(new DomainName("a.test"), new DomainName("b.test")));

        assertThat(domains.of(SHOP))
                .containsExactly(new DomainName("shop.a.test"), new DomainName("shop.b.test"));
    }

    @Test
    void globalDomainsNeverGiveTwoAppsOneName() {
        apps.create(BLOG);
        domains.add(BLOG, new DomainName("shop.a.test"));
        refused(
                () -> domains.setGlobal(List.of(new DomainName("a.test"))),
                "Apps 'blog' and 'shop' would both have the domain 'shop.a.test'");
        assertThat(domains.of(SHOP)).containsExactly(new DomainName("shop.localhost"));
        domains.remove(BLOG, new DomainName("shop.a.test"));
        domains.setGlobal(List.of(new DomainName("a.test"), new DomainName("a.test")));
        assertThat(domains.global()).containsExactly(new DomainName("a.test"));
    }

    @Test
    void globalDomainHasRoomForEveryApp() {
        refused(
                () -> domains.setGlobal(List.of(new DomainName("*.a.test"))),
                "'*.a.test' cannot be a domain of all apps");
        String longest = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(61);
        domains.setGlobal(List.of(new DomainName(longest)));
        apps.create(new AppName("d".repeat(63)));
        refused(
                () -> domains.setGlobal(List.of(new DomainName(longest + "c"))),
                "leave room for 189");
    }

    @Test
    void appCanHaveAGlobalDomainItself() {
        DomainName apex = new DomainName("a.test");
        domains.setGlobal(List.of(apex));
        domains.add(SHOP, apex);
        assertThat(domains.of(SHOP)).containsExactly(apex, new DomainName("shop.a.test"));
        domains.setGlobal(List.of(apex, new DomainName("b.test")));
        assertThat(domains.of(SHOP)).hasSize(3);
    }

    @Test
    void defaultDomainThatAnotherAppTookDoesNotComeBack() {
        DomainName byDefault = new DomainName("shop.localhost");
        apps.create(BLOG);
        domains.clear(SHOP);
        domains.add(BLOG, byDefault);
        refused(() -> domains.reset(SHOP), "already used by app 'blog'");
        assertThat(domains.of(SHOP)).isEmpty();
    }

    @Test
    void destroyForgetsEverything() {
        releases.add(SHOP, draft("Deploy 1"));
        environments.set(Optional.of(SHOP), Map.of("A", "1"));
        domains.add(SHOP, new DomainName("shop.example.com"));
        limits.set(ResourceScope.of(SHOP), Allotment.LIMIT, Map.of(Resource.PIDS, "64"));
        formations.scale(SHOP, Map.of(ProcessType.WEB, 2));
        apps.destroy(SHOP);
        apps.create(SHOP);

        assertThat(releases.list(SHOP)).isEmpty();
        assertThat(environments.of(Optional.of(SHOP)).isEmpty()).isTrue();
        assertThat(domains.of(SHOP)).hasSize(1);
        assertThat(limits.settings(SHOP)).isEqualTo(LimitSettings.NONE);
        assertThat(formations.of(SHOP).quantities()).isEmpty();
    }

    private ReleaseDraft draft(String description) {
        return new ReleaseDraft(
                "sha256:1",
                Optional.of("1a2b3c4"),
                Map.of("web", "node index.js"),
                Map.of("A", "1"),
                new LimitSettings(
                        Map.of(Resource.CPU, "2"),
                        Map.of(ProcessType.WEB, Map.of(Resource.MEMORY, "1g"))),
                Map.of("web", List.of(healthCheck())),
                List.of(new CronTask("rake tidy", "@daily", true, CronTask.Concurrency.FORBID)),
                description,
                "admin");
    }

    private static HealthCheck healthCheck() {
        return new HealthCheck(
                HealthCheck.Kind.STARTUP,
                "answers",
                Optional.of("/health"),
                OptionalInt.of(5000),
                Optional.empty(),
                List.of(new HealthCheck.HttpHeader("Accept", "text/plain")),
                List.of(),
                false,
                Optional.empty(),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ZERO,
                false);
    }
}
