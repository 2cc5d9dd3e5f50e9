package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table on disk: written whole, kept twice, and a damaged one is noticed. */
class RouteTableFileTests {

    @TempDir private Path home;
    private RouterFiles files;
    private RouteTableFile file;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void start() {
        files = RouterFiles.of(home);
        file = new RouteTableFile(files);
    }

    private static RouteTable table(long generation) {
        return RouteTable.EMPTY
                .with(new Route("app", List.of("app.test"), List.of()))
                .withGeneration(generation);
    }

    @Test
    void isEmptyWhenNothingWasWritten() {
        assertThat(file.load(warnings::add)).isEqualTo(RouteTable.EMPTY);
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsTheOneBeforeWhenWritten() {
        file.store(table(1));
        file.store(table(2));

        assertThat(file.load(warnings::add)).isEqualTo(table(2));
        assertThat(files.previousTable()).hasBinaryContent(RouteTableJson.write(table(1)));
        assertThat(files.folder().toFile().list())
                .containsExactlyInAnyOrder("routes.json", "routes.json.1");
    }

    @Test
    void fallsBackAndSaysSoWhenCurrentIsDamaged() throws IOException {
        file.store(table(1));
        file.store(table(2));
        Files.writeString(files.table(), "{\"version\":1");

        assertThat(file.load(warnings::add)).isEqualTo(table(1));
        assertThat(warnings).hasSize(2);
        assertThat(warnings.getFirst())
                .startsWith("Route table '" + files.table() + "' is damaged: it is not valid JSON");
    }

    @Test
    void refusesToStartWhenBothAreDamaged() throws IOException {
        file.store(table(1));
        Files.write(files.table(), new byte[0]);

        assertThatThrownBy(() -> file.load(warnings::add))
                .isInstanceOf(InvalidRouteTableException.class)
                .hasMessageContaining("No usable route table in '" + files.folder() + "'");
    }

    @Test
    void doesNotKeepADamagedOneWhenWritingANewOne() throws IOException {
        file.store(table(1));
        file.store(table(2));
        Files.writeString(files.table(), "damaged");

        file.store(table(3));

        assertThat(files.previousTable()).hasBinaryContent(RouteTableJson.write(table(1)));
        assertThat(file.load(warnings::add)).isEqualTo(table(3));
    }

    @Test
    void readsWhatWasWrittenAndWhatSomebodyLaidOutAnew() throws IOException {
        RouteTable table =
                table(7).with(
                                new Route(
                                                "api",
                                                List.of("api.test", "*.api.test"),
                                                List.of(new Target("10.0.0.2", 5000, true)))
                                        .withPolicy(
                                                RoutePolicy.DEFAULT.withPaths(
                                                        List.of(new PathRoute("/app", "app")))));
        byte[] written = RouteTableJson.write(table);
        String laidOut =
                new String(written, StandardCharsets.UTF_8).replace("{", "{ ").replace(",", ",\n");

        assertThat(RouteTableJson.read(written)).isEqualTo(table);
        assertThat(RouteTableJson.read(laidOut.getBytes(StandardCharsets.UTF_8))).isEqualTo(table);
    }

    @Test
    void readsTheOneBeforeWhenKilledWhileItIsReplaced() throws IOException {
        file.store(table(1));
        file.store(table(2));
        // What there may be after each step: the link to the old one, a half of the new one.
        Files.createLink(files.folder().resolve("routes.json.1.new"), files.table());
        Files.writeString(files.folder().resolve("routes.json.new"), "{\"version\":1,");

        RouteTableFile afterwards = new RouteTableFile(files);

        assertThat(afterwards.load(warnings::add)).isEqualTo(table(2));
        afterwards.store(table(3));
        assertThat(new RouteTableFile(files).loadCurrent()).isEqualTo(table(3));
        assertThat(files.previousTable()).hasBinaryContent(RouteTableJson.write(table(2)));
        assertThat(warnings).isEmpty();
    }

    @Test
    void noticesEveryByteThatChanged() {
        byte[] written = RouteTableJson.write(table(7));

        for (int i = 0; i < written.length; i++) {
            byte[] damaged = written.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> RouteTableJson.read(damaged))
                    .as("byte %d of %s", i, new String(damaged, StandardCharsets.ISO_8859_1))
                    .isInstanceOf(InvalidRouteTableException.class);
        }
    }

    @Test
    void publishesWithoutAcknowledgementWhenRouterIsDown() {
        RouteTablePublisher publisher = new RouteTablePublisher(home, Duration.ofSeconds(1));

        Publication first = publisher.publish(t -> t.with(table(9).routes().getFirst()));
        Publication second = publisher.publish(t -> t.without("app"));

        assertThat(first.generation()).isEqualTo(1);
        assertThat(first.acknowledged()).isFalse();
        assertThat(first.detail()).startsWith("The router does not answer on '");
        assertThat(second.generation()).isEqualTo(2);
        assertThat(publisher.current().routes()).isEmpty();
    }

    @Test
    void repairsWhenAllRoutesArePublishedOverDamage() throws IOException {
        RouteTablePublisher publisher = new RouteTablePublisher(home, Duration.ofSeconds(1));
        publisher.publish(table(1).routes());
        Files.writeString(files.table(), "damaged");

        Publication repaired = publisher.publish(table(1).routes());

        assertThat(repaired.detail()).contains("is damaged").contains("replaced");
        assertThat(publisher.current().routes()).hasSize(1);
    }
}
