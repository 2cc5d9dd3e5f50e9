package dev.sampan.ssh;

import dev.sampan.account.Door;
import dev.sampan.account.KeyPairs;
import dev.sampan.account.SshKeys;
import dev.sampan.account.Users;
import dev.sampan.operation.Caller;
import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.springframework.stereotype.Component;

/** Lets in whoever holds a known key, under any of the names that dokku's users and git's type. */
@Component
final class CallerKey implements PublickeyAuthenticator {

    private static final AttributeKey<PublicKey> KEY = new AttributeKey<>();

    private static final Set<String> NAMES = Set.of("sampan", "dokku", "git");

    private final SshKeys keys;
    private final Users users;
    private final PublicKey operator;

    CallerKey(SshKeys keys, Users users, KeyPairs pairs) {
        this.keys = keys;
        this.users = users;
        this.operator = pairs.operator().getPublic();
    }

    /**
     * Asked once about every key that a client offers, and again about the one that it signs with: what the last answer
     * left on the session is the key of who came in.
     */
    @Override
    public boolean authenticate(String name, PublicKey key, ServerSession session) {
        Optional<Caller> caller = NAMES.contains(name) ? callerOf(key) : Optional.empty();
        if (caller.isPresent()) {
            session.setAttribute(KEY, key);
        } else {
            session.removeAttribute(KEY);
        }
        return caller.isPresent();
    }

    /** Who came in, asked anew for each command: a key that was removed opens nothing, on open connections either. */
    Optional<Caller> callerOf(ServerSession session) {
        return Optional.ofNullable(session.getAttribute(KEY)).flatMap(this::callerOf);
    }

    private Optional<Caller> callerOf(PublicKey key) {
        if (KeyUtils.compareKeys(key, operator)) {
            return users.find(Users.ADMIN).map(user -> Caller.of(user, Door.SSH, "operator"));
        }
        return keys.find(key)
                .flatMap(
                        known ->
                                users.find(known.user())
                                        .map(user -> Caller.of(user, Door.SSH, known.name())));
    }
}
