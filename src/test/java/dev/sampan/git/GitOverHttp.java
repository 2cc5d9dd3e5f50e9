package dev.sampan.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository with one commit that is served on loopback by git's protocol over HTTP, version 0 and 2. */
public final class GitOverHttp implements AutoCloseable {

    private final Git git;
    private final HttpServer server;

    private GitOverHttp(Git git, HttpServer server) {
        this.git = git;
        this.server = server;
    }

    /** Starts one; programs below `bin/` are executable. */
    public static GitOverHttp serve(Path folder, Map<String, String> files) throws IOException {
        try {
            Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
                if (file.getKey().startsWith("bin/") && !path.toFile().setExecutable(true)) {
                    throw new IOException("cannot be made executable: " + path);
                }
            }
            git.add().addFilepattern(".").call();
            git.commit().setMessage("test").setAuthor("A", "a@localhost").setSign(false).call();
            git.tag().setName("v1").setAnnotated(false).call();
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            GitOverHttp served = new GitOverHttp(git, server);
            server.createContext("/", served::answer);
            server.start();
            return served;
        } catch (GitAPIException e) {
            throw new IOException(e);
        }
    }

    public URI address() {
        return URI.create(
                "http://127.0.0.1:%d/owner/hello-pack.git"
                        .formatted(server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            UploadPack pack = new UploadPack(git.getRepository());
            pack.setBiDirectionalPipe(false);
            String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
            if (protocol != null) {
                pack.setExtraParameters(List.of(protocol.split(":", -1)));
            }
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            "application/x-git-upload-pack-"
                                    + (path.endsWith("/info/refs") ? "advertisement" : "result"));
            exchange.sendResponseHeaders(200, 0);
            if (path.endsWith("/info/refs")) {
                PacketLineOut out = new PacketLineOut(exchange.getResponseBody());
                out.writeString("# service=git-upload-pack\n");
                out.end();
                pack.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(out));
            } else {
                boolean zipped =
                        "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                InputStream body = exchange.getRequestBody();
                pack.upload(
                        zipped ? new GZIPInputStream(body) : body,
                        exchange.getResponseBody(),
                        null);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        git.close();
    }
}
