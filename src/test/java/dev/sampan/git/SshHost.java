package dev.sampan.git;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.UploadPack;

/** A host on loopback that gives a repository by SSH to whoever has one key. */
public final class SshHost implements AutoCloseable {

    final List<String> commands = new CopyOnWriteArrayList<>();
    private final SshServer server = SshServer.setUpDefaultServer();

    public SshHost(Path repository, KeyPair own, int port, PublicKey client) throws IOException {
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(own));
        server.setPublickeyAuthenticator(
                (user, key, _) -> user.equals("git") && KeyUtils.compareKeys(key, client));
        server.setCommandFactory(
                (_, command) ->
                        new AbstractCommandSupport(command, null) {
                            @Override
                            public void run() {
                                commands.add(command);
                                try (Git git = Git.open(repository.toFile())) {
                                    new UploadPack(git.getRepository())
                                            .upload(
                                                    getInputStream(),
                                                    getOutputStream(),
                                                    getErrorStream());
                                    onExit(0);
                                } catch (IOException e) {
                                    onExit(1, String.valueOf(e.getMessage()));
                                }
                            }
                        });
        server.start();
    }

    public int port() {
        return server.getPort();
    }

    public URI address() {
        return URI.create("ssh://git@127.0.0.1:%d/owner/app.git".formatted(port()));
    }

    public static KeyPair key() throws GeneralSecurityException {
        return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    }

    /** What fetches by SSH without a key. */
    static SshFetches fetches(Path home) {
        return new SshFetches(new SampanHome(home), Optional.empty());
    }

    static SshFetches fetches(Path home, KeyPair key) {
        return new SshFetches(new SampanHome(home), Optional.of(() -> key));
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
