package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.unit.AddressBlock;
import dev.sampan.unit.RequestRate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What proxies in front of the router say about their clients, and what others say, over real sockets. */
@Timeout(120)
class TrustedProxiesIntegrationTests {

    private static final String GET = "GET / HTTP/1.1\r\nHost: app.test\r\nConnection: close\r\n";
    private static final List<AddressBlock> LOCAL = List.of(AddressBlock.parse("127.0.0.0/8"));

    @TempDir private Path home;
    private TestOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = TestOrigin.ok();
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
    }

    private TestRouter router(int maxClientConnections, TrustedProxies trusted) {
        return new TestRouter(
                home,
                RouterSettings.DEFAULT.withClients(maxClientConnections, trusted),
                origin.target());
    }

    private String lastHead() {
        return origin.heads().getLast();
    }

    @Test
    void believesTrustedProxyUpToTheFirstStranger() throws IOException {
        List<AddressBlock> blocks =
                List.of(AddressBlock.parse("127.0.0.0/8"), AddressBlock.parse("10.0.0.0/8"));
        try (TestRouter router = router(0, new TrustedProxies(blocks, false))) {
            router.setPolicy(
                    RoutePolicy.DEFAULT.withAccess(
                            new AccessRules(
                                    List.of(AddressBlock.parse("203.0.113.9")),
                                    List.of(),
                                    Map.of())));
            String answer =
                    router.exchange(
                            GET
                                    + "X-Forwarded-For: 1.2.3.4, 198.51.100.7, 10.0.0.2\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n\r\n");

            assertThat(answer).endsWith("ok");
            assertThat(lastHead())
                    .contains("X-Forwarded-For: 198.51.100.7, 10.0.0.2, 127.0.0.1\r\n")
                    .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n")
                    .doesNotContain("1.2.3.4");
            assertThat(router.exchange(GET + "X-Forwarded-For: 203.0.113.9\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
            router.exchange(GET + "X-Forwarded-For: 198.51.100.7, unknown\r\n\r\n");
            assertThat(lastHead()).contains("X-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    @Test
    void believesNobodyElse() throws IOException {
        try (TestRouter router =
                router(0, new TrustedProxies(List.of(AddressBlock.parse("10.0.0.0/8")), true))) {
            router.exchange(GET + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n");

            assertThat(lastHead())
                    .contains("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n");
        }
    }

    @Test
    void readsBothVersionsOfTheHeader() throws IOException {
        try (TestRouter router = router(0, new TrustedProxies(LOCAL, true))) {
            String first = "PROXY TCP4 198.51.100.7 127.0.0.1 4000 80\r\n" + GET + "\r\n";
            assertThat(router.exchange(first)).endsWith("ok");
            assertThat(lastHead()).contains("X-Forwarded-For: 198.51.100.7\r\n");
            assertThat(router.exchangeByteByByte(first)).endsWith("ok");
            assertThat(lastHead()).contains("X-Forwarded-For: 198.51.100.7\r\n");

            ByteArrayOutputStream second = new ByteArrayOutputStream();
            second.writeBytes(
                    new byte[] {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x11});
            second.writeBytes(new byte[] {0, 15, 10, 9, 8, 7, 127, 0, 0, 1, 1, 2, 0, 80, 4, 0, 0});
            String binary = second.toString(StandardCharsets.ISO_8859_1) + GET + "\r\n";
            assertThat(router.exchange(binary)).endsWith("ok");
            assertThat(lastHead()).contains("X-Forwarded-For: 10.9.8.7\r\n");
            assertThat(router.exchange("PROXY UNKNOWN\r\n" + GET + "\r\n")).endsWith("ok");
            assertThat(lastHead()).contains("X-Forwarded-For: 127.0.0.1\r\n");
        }
    }

    @Test
    void closesConnectionOfTrustedProxyWhenItsHeaderIsMissing() throws IOException {
        try (TestRouter router = router(0, new TrustedProxies(LOCAL, true))) {
            assertThat(exchangeOrReset(router, GET + "\r\n")).isEmpty();
            assertThat(exchangeOrReset(router, "PROXY " + "x".repeat(200))).isEmpty();
            assertThat(origin.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void closesConnectionOfTrustedProxyWhenItsHeaderIsMalformed(String header) throws IOException {
        try (TestRouter router = router(0, new TrustedProxies(LOCAL, true))) {
            assertThat(exchangeOrReset(router, header + GET + "\r\n")).isEmpty();
            assertThat(origin.heads()).isEmpty();
        }
    }

    static List<String> malformed() {
        String signature = "\r\n\r\n\0\r\nQUIT\n";
        String addresses = "\n\t\b\7\177\0\0\1\1\2\0P";
        return List.of(
                "P\r\n",
                "PROXYED UNKNOWN\r\n",
                "PROXY UNKNOWN\n",
                "PROXY TCP4 198.51.100.7 127.0.0.1 4000\r\n",
                "PROXY TCP4 198.51.100.7 127.0.0.1 4000 80 1\r\n",
                "PROXY TCP4 198.51.100.7 127.0.0.1 4000 65536\r\n",
                "PROXY TCP4 198.51.100.7 127.0.0.1 -1 80\r\n",
                "PROXY TCP4  198.51.100.7 127.0.0.1 4000 80\r\n",
                "PROXY TCP4 client.test 127.0.0.1 4000 80\r\n",
                "PROXY TCP4 ::1 ::1 4000 80\r\n",
                "PROXY TCP6 198.51.100.7 127.0.0.1 4000 80\r\n",
                "PROXY TCP6 [::1] ::1 4000 80\r\n",
                "PROXY UDP4 198.51.100.7 127.0.0.1 4000 80\r\n",
                "proxy TCP4 198.51.100.7 127.0.0.1 4000 80\r\n",
                "\r\n\r\n\0\r\nQUIX\n!\21\0\14" + addresses,
                signature + "\21\21\0\14" + addresses,
                signature + "\42\21\0\14" + addresses,
                signature + "!!\0\14" + addresses,
                signature + "!\22\0\14" + addresses,
                signature + "!1\0\14" + addresses,
                signature + "!\21\0\4" + addresses.substring(0, 4),
                signature + "!\21\4\0" + addresses + "x".repeat(1012));
    }

    @Test
    void countsConnectionsOfTheClientThatAHeaderNames() throws IOException {
        try (TestRouter router = router(1, new TrustedProxies(LOCAL, true));
                Socket first = router.connect()) {
            String header = "PROXY TCP4 198.51.100.7 127.0.0.1 4000 80\r\n";
            first.getOutputStream()
                    .write(Ascii.bytes(header + "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
            assertThat(first.getInputStream().readNBytes(12)).hasSize(12);

            assertThat(exchangeOrReset(router, header + GET + "\r\n")).isEmpty();
            assertThat(router.exchange(header.replace(".7", ".8") + GET + "\r\n")).endsWith("ok");
        }
    }

    @Test
    void tellsClientsApartWhoseAddressesAreWrittenAsIpv6() throws IOException {
        try (TestRouter router = router(0, new TrustedProxies(LOCAL, false))) {
            router.setPolicy(
                    RoutePolicy.DEFAULT
                            .withLimits(
                                    RequestLimits.DEFAULT.withRates(
                                            Optional.empty(),
                                            Optional.of(RequestRate.parse("1/h"))))
                            .withAccess(
                                    new AccessRules(
                                            List.of(AddressBlock.parse("203.0.113.0/24")),
                                            List.of(),
                                            Map.of())));
            String from = GET + "X-Forwarded-For: ";

            assertThat(router.exchange(from + "::ffff:198.51.100.7\r\n\r\n")).endsWith("ok");
            assertThat(router.exchange(from + "::ffff:198.51.100.8\r\n\r\n")).endsWith("ok");
            assertThat(router.exchange(from + "198.51.100.8\r\n\r\n")).startsWith("HTTP/1.1 429 ");
            assertThat(router.exchange(from + "::ffff:cb00:7109\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    private static String exchangeOrReset(TestRouter router, String request) {
        try {
            return router.exchange(request);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void closesConnectionsWhenOneClientHasTooMany() throws IOException, InterruptedException {
        try (TestRouter router = router(2, TrustedProxies.NONE);
                Socket two = router.connect()) {
            Socket one = router.connect();
            for (Socket socket : List.of(one, two)) {
                socket.getOutputStream()
                        .write(Ascii.bytes("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"));
                assertThat(socket.getInputStream().readNBytes(12)).hasSize(12);
            }
            assertThat(exchangeOrReset(router, GET + "\r\n")).isEmpty();
            one.close();
            long end = System.nanoTime() + 30_000_000_000L;
            while (!exchangeOrReset(router, GET + "\r\n").endsWith("ok")) {
                assertThat(System.nanoTime()).as("the place is free again").isLessThan(end);
                Thread.sleep(5);
            }
        }
    }
}
