package dev.sampan.router;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.sampan.certificate.SelfSigned;
import dev.sampan.web.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets as a browser speaks them: as a switch of HTTP/1.1, and as a stream of the HTTP/2 connection of its page. */
@Timeout(120)
class BrowserWebSocketIntegrationTests {

    private static final double LONGEST_MILLIS = 60_000;

    private static final String PAGE =
            """
            <!doctype html><title>socket</title><pre id="log"></pre>
            <script>
              const log = text => document.getElementById('log').textContent += text + '\\n';
              log('page ' + performance.getEntriesByType('navigation')[0].nextHopProtocol);
              const socket = new WebSocket(location.href.replace(/^http/, 'ws') + 'ws');
              const large = 'x'.repeat(60000);
              socket.onopen = () => { log('open'); socket.send('hello'); };
              socket.onmessage = event => {
                if (event.data === 'hello') {
                  log('small');
                  socket.send(large);
                } else if (event.data === large) {
                  log('large');
                  socket.close(4000, 'enough');
                } else {
                  log('wrong: ' + event.data.length);
                }
              };
              socket.onerror = () => log('error');
              socket.onclose = event => log('closed ' + event.code + ' ' + event.reason + ' ' + event.wasClean);
            </script>
            """;

    private static Chromium chromium;

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeAll
    static void startBrowser() {
        chromium = new Chromium();
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    @BeforeEach
    void start() throws Exception {
        origin = new TestOrigin(BrowserWebSocketIntegrationTests::answer);
        router = new TestRouter(home, origin.target());
        byte[] pem = SelfSigned.of(List.of("localhost"), Duration.ofDays(1)).toPem();
        Certificate certificate =
                new Certificate(
                        "local",
                        new CertificateFiles(home).store("local", pem),
                        List.of("localhost"),
                        Certificate.Use.SERVER);
        Publication done =
                router.publisher()
                        .publish(
                                table ->
                                        table.with(
                                                        new Route(
                                                                "app",
                                                                List.of("localhost"),
                                                                List.of(origin.target())))
                                                .withCertificates(List.of(certificate)));
        Assertions.assertThat(done.acknowledged()).as(done.detail()).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        router.close();
        origin.close();
    }

    private static boolean answer(String head, InputStream in, OutputStream out)
            throws IOException {
        if (head.startsWith("GET /ws ")) {
            return TunnelIntegrationTests.echoFrames(head, in, out);
        }
        byte[] page = Ascii.bytes(head.startsWith("GET / ") ? PAGE : "");
        out.write(
                Ascii.bytes(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
                                + page.length
                                + "\r\n\r\n"));
        out.write(page);
        return true;
    }

    @Test
    void carriesMessagesWhenThePageCameWithoutTls() throws Exception {
        visit("http://localhost:" + router.port() + "/", "http/1.1");

        awaitLogged("\"path\":\"/ws\",\"protocol\":\"HTTP/1.1\",\"status\":101");
    }

    @Test
    void carriesMessagesInAStreamWhenThePageCameByHttp2() throws Exception {
        visit("https://localhost:" + router.securePort() + "/", "h2");

        awaitLogged("\"path\":\"/ws\",\"protocol\":\"HTTP/2\",\"status\":101");
    }

    private void visit(String url, String protocol) {
        try (BrowserContext context =
                chromium.browser()
                        .newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))) {
            Page page = context.newPage();
            page.navigate(url);
            assertThat(page.locator("#log"))
                    .hasText(
                            "page %s\nopen\nsmall\nlarge\nclosed 4000 enough true\n"
                                    .formatted(protocol),
                            new LocatorAssertions.HasTextOptions().setTimeout(LONGEST_MILLIS));
        }
        Assertions.assertThat(origin.heads())
                .filteredOn(head -> head.startsWith("GET /ws "))
                .singleElement()
                .asString()
                .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n");
    }

    private void awaitLogged(String text) throws Exception {
        Path log = home.resolve("router/access.log");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(log).contains(text)) {
            Assertions.assertThat(System.nanoTime()).as(Files.readString(log)).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
