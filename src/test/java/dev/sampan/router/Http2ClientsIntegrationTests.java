package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 with programs that others wrote: curl, nghttp, h2load and Node.js. */
@Timeout(120)
class Http2ClientsIntegrationTests {

    @TempDir private Path home;
    private TestOrigin origin;
    private TestRouter router;

    @BeforeEach
    void start() throws IOException {
        origin =
                new TestOrigin(
                        (head, in, out) -> {
                            String body = TestOrigin.body(head, in);
                            String answer =
                                    body.length() > 100 ? body.length() + "" : "got " + body;
                            out.write(
                                    Ascii.bytes(
                                            "HTTP/1.1 200 OK\r\nX-App: 1\r\nContent-Length: "
                                                    + answer.length()
                                                    + "\r\n\r\n"
                                                    + answer));
                            return true;
                        });
        router = TestRouter.http2(home, RouterSettings.DEFAULT, origin.target());
        publish(origin.target());
    }

    private void publish(Target target) {
        router.publisher()
                .publish(
                        table ->
                                table.with(
                                        new Route(
                                                "app",
                                                List.of("app.test", "127.0.0.1"),
                                                List.of(target))));
    }

    @AfterEach
    void stop() throws IOException {
        router.close();
        origin.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + router.port() + path;
    }

    private String run(String... command) throws Exception {
        Path output = Files.createTempFile(home, "run", ".out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0]).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    @Test
    void servesCurl() throws Exception {
        Path large = home.resolve("large");
        Files.writeString(large, "x".repeat(3_000_000));

        assertThat(run("curl", "-sS", "--http2-prior-knowledge", "-i", "-d", "hello", url("/one")))
                .startsWith("HTTP/2 200 \r\nx-app: 1\r\n")
                .endsWith("got hello");
        assertThat(
                        run(
                                "curl",
                                "-sS",
                                "--http2-prior-knowledge",
                                "-T",
                                large.toString(),
                                url("/two")))
                .isEqualTo("3000000");
        assertThat(origin.heads().get(0)).startsWith("POST /one HTTP/1.1\r\n");
    }

    @Test
    void servesNghttp() throws Exception {
        List<String> command = new ArrayList<>(List.of("nghttp", "-v", "-H", "te: trailers"));
        for (int i = 0; i < 30; i++) {
            command.add(url("/" + i));
        }
        String log = run(command.toArray(String[]::new));

        assertThat(log.split(":status: 200", -1)).hasSize(31);
        assertThat(log).doesNotContain("INVALID", "_ERROR(0x01", "RST_STREAM");
        assertThat(origin.heads()).hasSize(30);
    }

    @Test
    void servesManyRequestsWhenH2loadSendsThem() throws Exception {
        String log = run("h2load", "-n", "3000", "-c", "10", "-m", "50", url("/load"));

        assertThat(log).contains("3000 succeeded, 0 failed, 0 errored, 0 timeout");
        assertThat(router.stats().route("app").failed()).isZero();
        assertThat(router.stats().route("app").requests()).isEqualTo(3000);
    }

    @Test
    void servesManyStreamsWhenWindowsOfH2loadAreSmall() throws Exception {
        Path upload = home.resolve("upload");
        Files.writeString(upload, "x".repeat(30_000));
        byte[] answer = Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
        origin.setScript(
                (head, in, out) -> {
                    TestOrigin.body(head, in);
                    out.write(answer);
                    out.write(new byte[60_000]);
                    return true;
                });

        String log =
                run(
                        "h2load",
                        "-n",
                        "400",
                        "-c",
                        "4",
                        "-m",
                        "90",
                        "-w",
                        "12",
                        "-W",
                        "14",
                        "-d",
                        upload.toString(),
                        url("/load"));

        assertThat(log).contains("400 succeeded, 0 failed, 0 errored, 0 timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge"})
    void asksTheAppWhenCurlExpectsContinue(String version) throws Exception {
        Path large = home.resolve("large");
        Files.writeString(large, "x".repeat(3_000_000));
        String[] upload = {
            "curl",
            "-sS",
            version,
            "-H",
            "Expect: 100-continue",
            "--expect100-timeout",
            "30",
            "-w",
            " %{http_code}",
            "-T",
            large.toString(),
            url("/")
        };
        origin.setScript(
                (head, in, out) -> {
                    assertThat(head.toLowerCase(Locale.ROOT)).contains("\r\nexpect: 100-continue");
                    out.write(Ascii.bytes("HTTP/1.1 100 Continue\r\n\r\n"));
                    out.flush();
                    String length = "" + TestOrigin.body(head, in).length();
                    out.write(Ascii.bytes("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + length));
                    return true;
                });
        assertThat(run(upload)).isEqualTo("3000000 200");
        origin.setScript(
                (head, in, out) -> {
                    out.write(
                            Ascii.bytes(
                                    "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"));
                    return true;
                });
        assertThat(run(upload)).isEqualTo("no 401");
    }

    @Test
    void carriesStreamsBetweenNodeClientsAndNodeApps() throws Exception {
        Path script = home.resolve("both.js");
        Files.writeString(script, NODE);
        Path ready = home.resolve("port");
        Process app =
                new ProcessBuilder("node", script.toString(), "app", ready.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("app.log").toFile())
                        .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.exists(ready) || Files.readString(ready).isEmpty()) {
                assertThat(System.nanoTime()).as("time").isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            int port = Integer.parseInt(Files.readString(ready));
            publish(new Target("127.0.0.1", port, true));

            assertThat(run("node", script.toString(), "client", url("")))
                    .isEqualTo("200 200000 trailers 7 of 5\n".repeat(20));
        } finally {
            app.destroyForcibly();
            assertThat(app.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** An app that answers content with as much content and a trailer, and a client that makes 20 such calls at once. */
    private static final String NODE =
            """
            const http2 = require('http2');
            const fs = require('fs');
            if (process.argv[2] === 'app') {
              const server = http2.createServer();
              server.on('stream', (stream, headers) => {
                stream.respond({':status': 200, 'x-got': headers['x-sent']}, {waitForTrailers: true});
                stream.on('wantTrailers', () => stream.sendTrailers({'grpc-status': '7'}));
                stream.pipe(stream);
              });
              server.listen(0, '127.0.0.1', () => {
                fs.writeFileSync(process.argv[3] + '.new', String(server.address().port));
                fs.renameSync(process.argv[3] + '.new', process.argv[3]);
              });
            } else {
              const session = http2.connect(process.argv[3]);
              let open = 20;
              for (let i = 0; i < 20; i++) {
                const call = session.request({':method': 'POST', ':path': '/' + i, 'x-sent': '5'});
                let size = 0, head = {}, last = {};
                call.on('response', h => head = h);
                call.on('trailers', t => last = t);
                call.on('data', d => size += d.length);
                call.on('end', () => {
                  console.log(head[':status'], size, 'trailers', last['grpc-status'], 'of', head['x-got']);
                  if (--open === 0) session.close();
                });
                call.end(Buffer.alloc(200000, 'x'));
              }
            }
            """;
}
