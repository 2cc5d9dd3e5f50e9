package dev.sampan.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Service;

/**
 * Bounds how often passwords and tokens are tried.
 *
 * <p>Each address may fail ten times at once, and once more each minute. When an account is tried from many addresses, each
 * of these may fail once a minute only, so that whoever comes from one that did not fail is let in at any time. A token that
 * was right before is looked at whatever its address did, since others may share the address.
 */
@Service
public class SignInAttempts {

    static final int AT_ONCE = 10;
    static final int ACCOUNT_AT_ONCE = 30;
    static final Duration PAUSE = Duration.ofMinutes(1);
    static final Duration ACCOUNT_PAUSE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(SignInAttempts.class);

    private final Users users;
    private final ApiTokens tokens;
    private final FailureAllowance addresses;
    private final FailureAllowance accounts;
    private final Set<String> rightTokens = ConcurrentHashMap.newKeySet();

    @Autowired
    SignInAttempts(Users users, ApiTokens tokens) {
        this(users, tokens, System::nanoTime);
    }

    SignInAttempts(Users users, ApiTokens tokens, LongSupplier clock) {
        this.users = users;
        this.tokens = tokens;
        this.addresses = new FailureAllowance(PAUSE, clock);
        this.accounts = new FailureAllowance(ACCOUNT_PAUSE, clock);
    }

    /**
     * The user with this name and password.
     *
     * @param address from which it is tried, as a literal
     * @throws TooManyAttemptsException when others failed there; the password is not looked at then
     */
    public Optional<User> byPassword(String address, String name, String password) {
        boolean calm = accounts.take(name, ACCOUNT_AT_ONCE).isZero();
        Optional<User> user = Optional.empty();
        try {
            user = attempt(address, calm ? AT_ONCE : 1, () -> users.signIn(name, password));
        } catch (TooManyAttemptsException e) {
            giveBack(name, calm);
            throw e;
        }
        giveBack(name, calm && user.isPresent());
        return user;
    }

    private void giveBack(String account, boolean taken) {
        if (taken) {
            accounts.giveBack(account);
        }
    }

    /**
     * The user for whom a token stands.
     *
     * @param address from which it is tried, as a literal
     * @throws TooManyAttemptsException when others failed there; the token is not looked at then
     */
    public Optional<User> byToken(String address, ApiToken token) {
        if (rightTokens.contains(token.hash())) {
            Optional<User> user = tokens.authenticate(token);
            if (user.isPresent()) {
                return user;
            }
            rightTokens.remove(token.hash());
        }
        Optional<User> user = attempt(address, AT_ONCE, () -> tokens.authenticate(token));
        user.ifPresent(_ -> rightTokens.add(token.hash()));
        return user;
    }

    /** An attempt counts as failed while it is looked at, so that many at once are bounded, too. */
    private Optional<User> attempt(String address, int atOnce, Supplier<Optional<User>> look) {
        String network = network(address);
        Duration wait = addresses.take(network, atOnce);
        if (!wait.isZero()) {
            log.debug("Attempt to sign in not looked at address={}", network);
            throw new TooManyAttemptsException(wait);
        }
        Optional<User> user = look.get();
        if (user.isPresent()) {
            addresses.giveBack(network);
        } else {
            log.info("Failed to sign in address={}", network);
        }
        return user;
    }

    /** Who has one address of IPv6 has a network of 64 bits. */
    static String network(String address) {
        InetAddress parsed = InetAddress.ofLiteral(address.replaceFirst("%.*", ""));
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(parsed.getAddress(), 0, 8)
                : parsed.getHostAddress();
    }
}
