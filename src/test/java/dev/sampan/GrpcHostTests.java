package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An app that speaks gRPC, pushed like any other, and called by the client of the gRPC project through the router. */
class GrpcHostTests {

    private static final String APP = "grpc-echo";

    /** Sends each message back as it comes, in the frames in which it came; one method always fails. */
    private static final String SERVER =
            """
            const http2 = require('http2');
            const server = http2.createServer();
            server.on('stream', (stream, headers) => {
              const fails = headers[':path'] === '/echo.Echo/Fail';
              stream.respond({':status': 200, 'content-type': 'application/grpc'}, {waitForTrailers: true});
              stream.on('wantTrailers', () => stream.sendTrailers(
                fails ? {'grpc-status': '9', 'grpc-message': 'not today'} : {'grpc-status': '0', 'x-made-up': 'by the app'}));
              if (fails) {
                stream.resume();
                stream.on('end', () => stream.end());
              } else {
                stream.pipe(stream);
              }
            });
            server.listen(process.env.PORT);
            """;

    /** Messages are plain bytes, for which no generated code is needed. The conversation waits for each answer. */
    private static final String CLIENT =
            """
            import grpc, queue, sys

            channel = grpc.insecure_channel(sys.argv[1], options=[('grpc.default_authority', sys.argv[2])])
            say = channel.unary_unary('/echo.Echo/Say')
            print('said', say(b'hello', timeout=60, wait_for_ready=True).decode())
            answer, call = say.with_call(b'x' * 3000000, timeout=60)
            print('large', len(answer), dict(call.trailing_metadata())['x-made-up'])

            words = queue.Queue()
            words.put(b'one')
            heard = []
            for answer in channel.stream_stream('/echo.Echo/Talk')(iter(words.get, None), timeout=60):
                heard.append(answer.decode())
                words.put({b'one': b'two', b'two': b'three'}.get(answer))
            print('talked', *heard)

            try:
                channel.unary_unary('/echo.Echo/Fail')(b'', timeout=60)
            except grpc.RpcError as error:
                print('failed', error.code().name, error.details())
            """;

    private final Platform platform = Platform.shared();

    @Test
    void carriesCallsBetweenAClientOfGrpcAndAnApp() throws Exception {
        platform.sampan("apps:create", APP).succeeds();
        platform.sampan("ports:set", APP, "grpc:80:5000").succeeds();
        Path source =
                platform.repository(
                        Map.of(
                                "package.json",
                                "{\"name\": \"echo\", \"version\": \"1.0.0\"}",
                                "Procfile",
                                "web: node server.js\n",
                                "server.js",
                                SERVER));
        platform.push(source, APP).succeeds();
        Path folder = Files.createTempDirectory("sampan-grpc-");
        Path client = folder.resolve("client.py");
        Files.writeString(client, CLIENT);

        Platform.Result calls =
                platform.run(
                                folder,
                                "/usr/bin/python3",
                                client.toString(),
                                "127.0.0.1:" + platform.routerPort(),
                                APP + ".localhost")
                        .succeeds();

        assertThat(calls.output())
                .isEqualTo(
                        """
                        said hello
                        large 3000000 by the app
                        talked one two three
                        failed FAILED_PRECONDITION not today
                        """);
    }
}
