package dev.sampan.git;

import dev.sampan.host.SampanHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Fetches by SSH with the deploy key, from hosts whose keys somebody allowed: `secrets/git_hosts`, in the form of OpenSSH's
 * known_hosts. Nothing of root's own settings or keys is used.
 */
@Component
final class SshFetches extends SshSessionFactory {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int PORT = 22;

    private final Path hosts;
    private final Optional<DeployKey> key;

    SshFetches(SampanHome home, Optional<DeployKey> key) {
        this.hosts = home.resolve("secrets", "git_hosts");
        this.key = key;
    }

    /** Lets a connection that goes by SSH use this. */
    void use(Transport transport) {
        if (transport instanceof SshTransport ssh) {
            ssh.setSshSessionFactory(this);
        }
    }

    /**
     * Asks a host for its key, and knows it by that from then on, also when it had another one.
     *
     * @return the key's fingerprint
     * @throws SourceExportException when it does not answer
     */
    synchronized String allow(String host, int port) {
        AtomicReference<@Nullable PublicKey> shown = new AtomicReference<>();
        KnownHostsServerKeyVerifier known =
                new KnownHostsServerKeyVerifier((_, _, _) -> true, hosts);
        known.setModifiedServerKeyAcceptor((_, _, _, _, _) -> true);
        ServerKeyVerifier verifier =
                (session, address, serverKey) -> {
                    shown.set(serverKey);
                    return known.verifyServerKey(session, address, serverKey);
                };
        prepare();
        try (SshClient client = client(verifier);
                ClientSession session =
                        client.connect("git", host, port).verify(LIMIT).getSession()) {
            session.waitFor(
                    EnumSet.of(
                            ClientSession.ClientSessionEvent.WAIT_AUTH,
                            ClientSession.ClientSessionEvent.CLOSED),
                    LIMIT);
        } catch (IOException e) {
            throw new SourceExportException(
                    "Host '%s' cannot be asked for its key: %s".formatted(host, e.getMessage()), e);
        }
        PublicKey found = shown.get();
        if (found == null) {
            throw new SourceExportException(
                    "Host '%s' showed no key on port %d. Does it speak SSH?".formatted(host, port),
                    null);
        }
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, found);
    }

    @Override
    public RemoteSession getSession(
            URIish uri, @Nullable CredentialsProvider credentials, FS fs, int timeout)
            throws TransportException {
        AtomicReference<String> refused = new AtomicReference<>("");
        KnownHostsServerKeyVerifier verifier =
                new KnownHostsServerKeyVerifier(
                        (_, _, _) -> {
                            refused.set("its key is not known here");
                            return false;
                        },
                        hosts);
        verifier.setModifiedServerKeyAcceptor(
                (_, _, _, _, _) -> {
                    refused.set("it has another key than the one that was allowed");
                    return false;
                });
        prepare();
        SshClient client = client(verifier);
        boolean reached = false;
        boolean connected = false;
        try {
            ClientSession session =
                    client.connect(
                                    uri.getUser() == null ? "git" : uri.getUser(),
                                    uri.getHost(),
                                    uri.getPort() > 0 ? uri.getPort() : PORT)
                            .verify(LIMIT)
                            .getSession();
            reached = true;
            if (key.isPresent()) {
                session.addPublicKeyIdentity(key.get().pair());
            }
            session.auth().verify(LIMIT);
            connected = true;
            return new Session(client, session);
        } catch (IOException e) {
            throw new TransportException(why(uri, reached, refused.get(), e), e);
        } finally {
            if (!connected) {
                client.stop();
            }
        }
    }

    private static String why(URIish uri, boolean reached, String refused, IOException e) {
        String host = uri.getPort() > 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
        if (!refused.isEmpty()) {
            return "host '%s' is refused: %s. If it is right, allow it with `git:allow-host %s`"
                    .formatted(host, refused, host);
        }
        return reached
                ? "host '%s' does not let us in: %s. Add the key that `git:public-key` prints to the repository, as a deploy key"
                        .formatted(host, e.getMessage())
                : "host '%s' cannot be reached: %s".formatted(host, e.getMessage());
    }

    @Override
    public String getType() {
        return "sampan";
    }

    private static SshClient client(ServerKeyVerifier verifier) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(verifier);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        client.start();
        return client;
    }

    private void prepare() {
        Path folder = hosts.getParent();
        try {
            if (folder != null) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.exists(hosts)) {
                Files.createFile(hosts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make '" + hosts + "'", e);
        }
    }

    /** A connection that is open. */
    private record Session(SshClient client, ClientSession session) implements RemoteSession {

        @Override
        public Process exec(String command, int timeout) throws IOException {
            ChannelExec channel = session.createExecChannel(command);
            channel.open().verify(LIMIT);
            return new ChannelProcess(channel);
        }

        @Override
        public void disconnect() {
            session.close(true);
            client.stop();
        }
    }
}
