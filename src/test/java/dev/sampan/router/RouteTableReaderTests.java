package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables that follow each other: what did not change is the same object, and what is found is what a fresh start finds. */
@SuppressWarnings("ReferenceEquality") // which objects are the same is the point
class RouteTableReaderTests {

    private final RouteTableReader reader = new RouteTableReader();
    private final RouteTableWriter writer = new RouteTableWriter();

    private static Route route(int number, int target) {
        String host = "app-%d.test".formatted(number);
        Route route =
                new Route(
                        "app-" + number,
                        List.of(number % 3 == 0 ? "*." + host : host, "x." + host),
                        target == 0
                                ? List.of()
                                : List.of(new Target("10.0.0.%d".formatted(target), 5000)));
        return number % 4 == 0
                ? route.withPolicy(
                        RoutePolicy.DEFAULT.withBalance(
                                Balance.DEFAULT.withCheck(
                                        new TargetCheck(
                                                TargetCheck.Kind.TCP,
                                                "/",
                                                host,
                                                Duration.ofSeconds(number + 1),
                                                Duration.ofSeconds(1),
                                                1,
                                                1))))
                : route;
    }

    private static RouteTable table(int routes) {
        List<Route> all = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            all.add(route(i, 1));
        }
        return RouteTable.EMPTY.withRoutes(all);
    }

    private RouteTable pass(RouteTable table) {
        byte[] bytes = writer.write(table);
        RouteTable read = reader.read(bytes, bytes.length);
        assertThat(read).isEqualTo(table);
        assertThat(bytes).isEqualTo(new RouteTableWriter().write(table));
        return read;
    }

    private static List<Route> shared(RouteTable one, RouteTable other) {
        return one.routes().stream()
                .filter(route -> other.routes().stream().anyMatch(each -> each == route))
                .toList();
    }

    @Test
    void keepsAllOthersWhenOneChangesIsAddedOrLeaves() {
        RouteTable before = pass(table(10));

        RouteTable changed = pass(before.with(route(4, 7)));
        RouteTable first = pass(changed.without("app-0"));
        List<Route> more = new ArrayList<>(first.routes());
        more.add(5, route(50, 1));
        RouteTable inserted = pass(first.withRoutes(more));
        RouteTable last = pass(inserted.with(route(60, 1)));

        assertThat(shared(changed, before)).hasSize(9);
        assertThat(shared(first, changed)).hasSize(9);
        assertThat(shared(inserted, first)).hasSize(9);
        assertThat(shared(last, inserted)).hasSizeBetween(9, 10);
        assertThat(pass(last.withGeneration(9)).routes()).isSameAs(last.routes());
    }

    @Test
    void keepsTheSameWhenManyMoved() {
        RouteTable before = pass(table(200));
        List<Route> turned = new ArrayList<>(before.routes());
        Collections.reverse(turned);

        assertThat(shared(pass(before.withRoutes(turned)), before)).hasSizeGreaterThan(150);
    }

    @Test
    void keepsCertificatesAndChallengesWhenTheyAreTheSame() {
        Certificate own =
                new Certificate(
                        "own", "ab".repeat(32), List.of("app-1.test"), Certificate.Use.SERVER);
        Challenge challenge = new Challenge("app-1.test", "token", "answer");
        RouteTable before =
                pass(table(3).withCertificates(List.of(own)).withChallenges(List.of(challenge)));

        RouteTable after = pass(before.with(route(1, 9)).withGeneration(2));

        assertThat(after.certificates()).isSameAs(before.certificates());
        assertThat(pass(after.withChallenges(List.of())).challenges()).isEmpty();
    }

    @Test
    void goesOnWithTheLastGoodOneWhenATableIsDamaged() {
        RouteTable before = pass(table(5));
        byte[] damaged = writer.write(before.with(route(2, 8)));
        damaged[damaged.length / 2] ^= 1;

        assertThatThrownBy(() -> reader.read(damaged, damaged.length))
                .isInstanceOf(InvalidRouteTableException.class);
        assertThatThrownBy(() -> reader.read(new byte[100], 0))
                .isInstanceOf(InvalidRouteTableException.class);

        assertThat(shared(pass(before.with(route(2, 8))), before)).hasSize(4);
    }

    @Test
    void findsTheSameAsAFreshStartAfterManyChanges() {
        Random random = new Random(7);
        RouteTable table = table(40);
        RouteIndex index = new RouteIndex(table);
        for (int i = 0; i < 300; i++) {
            table = changed(table, random);
            index = index.followedBy(pass(table), TlsIndex.NONE, 0);
            assertSame(index, new RouteIndex(table));
        }
    }

    private static RouteTable changed(RouteTable table, Random random) {
        List<Route> routes = new ArrayList<>(table.routes());
        for (int i = random.nextInt(3); i >= 0; i--) {
            int number = random.nextInt(60);
            Route route = route(number, random.nextInt(4));
            int at = Math.min(random.nextInt(60), routes.size());
            if (routes.removeIf(each -> each.name().equals(route.name())) && at % 2 == 0) {
                continue;
            }
            routes.add(Math.min(at, routes.size()), route);
        }
        return table.withRoutes(routes);
    }

    private static void assertSame(RouteIndex index, RouteIndex fresh) {
        for (int i = 0; i < 60; i++) {
            for (String host : List.of("app-%d.test", "x.app-%d.test", "y.app-%d.test")) {
                String name = host.formatted(i);
                assertThat(index.find(name)).as(name).isEqualTo(fresh.find(name));
            }
            assertThat(index.named("app-" + i)).isEqualTo(fresh.named("app-" + i));
        }
        for (int i = 1; i < 4; i++) {
            Target target = new Target("10.0.0.%d".formatted(i), 5000);
            assertThat(index.hasTarget(target)).isEqualTo(fresh.hasTarget(target));
            assertThat(index.checkOf(target) == null).isEqualTo(fresh.checkOf(target) == null);
        }
    }

    @Test
    void readsWhatWasWrittenOnOneLine() {
        RouteTable table = table(5);
        String lines = new String(writer.write(table), StandardCharsets.UTF_8);
        byte[] one = lines.replace("\n", "").getBytes(StandardCharsets.UTF_8);

        assertThat(lines.lines()).hasSize(7);
        assertThat(reader.read(one, one.length)).isEqualTo(table);
        assertThat(pass(table.with(route(3, 9))).generation()).isZero();
    }
}
