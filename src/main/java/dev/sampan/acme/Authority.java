package dev.sampan.acme;

import dev.sampan.certificate.Challenges;
import dev.sampan.certificate.KeyedCertificate;
import dev.sampan.certificate.ServerKeys;
import dev.sampan.host.CommandRunner;
import dev.sampan.scheduler.Scheduler;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.springframework.stereotype.Component;

/**
 * Asks certificate authorities for certificates.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8555">RFC 8555</a>
 */
@Component
class Authority {

    private final AccountKeys keys;
    private final AcmeSessions sessions;
    private final Challenges challenges;
    private final Scheduler scheduler;
    private final CommandRunner commands;
    private final Duration timeout;

    Authority(
            AccountKeys keys,
            AcmeSessions sessions,
            Challenges challenges,
            Scheduler scheduler,
            CommandRunner commands,
            AcmeProperties properties) {
        this.keys = keys;
        this.sessions = sessions;
        this.challenges = challenges;
        this.scheduler = scheduler;
        this.commands = commands;
        this.timeout = properties.answerTimeout();
    }

    /**
     * Proves host names and gets a certificate for them, with a new key.
     *
     * @param settings what holds for the app
     * @throws IssueFailedException when the authority does not issue it
     */
    KeyedCertificate issue(Map<AcmeProperty, String> settings, List<String> hosts)
            throws InterruptedException {
        try {
            URI directory = directory(settings);
            Account account = account(settings, directory).create(sessions.open(directory));
            Order order = account.newOrder().domains(hosts).create();
            prove(order.getAuthorizations(), proof(settings));
            if (order.waitUntilReady(timeout) == Status.INVALID) {
                throw failed("it does not take the order", order.getError().orElse(null));
            }
            KeyPair key = ServerKeys.make();
            order.execute(key);
            if (order.waitForCompletion(timeout) != Status.VALID) {
                throw failed("it does not end the order", order.getError().orElse(null));
            }
            Certificate certificate = order.getCertificate();
            return new KeyedCertificate(certificate.getCertificateChain(), key.getPrivate());
        } catch (AcmeRateLimitedException e) {
            Instant allowed = e.getRetryAfter().orElse(Instant.EPOCH);
            throw failed(e.getMessage(), allowed, e);
        } catch (AcmeException e) {
            throw failed(e.getMessage(), Instant.EPOCH, e);
        }
    }

    private AccountBuilder account(Map<AcmeProperty, String> settings, URI directory) {
        AccountBuilder builder =
                new AccountBuilder().agreeToTermsOfService().useKeyPair(keys.of(directory));
        String email = settings.getOrDefault(AcmeProperty.EMAIL, "");
        if (!email.isEmpty()) {
            builder.addEmail(email);
        }
        return builder;
    }

    private static URI directory(Map<AcmeProperty, String> settings) {
        return AcmeServers.directory(
                settings.getOrDefault(AcmeProperty.SERVER, AcmeProperty.SERVER.standard()));
    }

    private Proof proof(Map<AcmeProperty, String> settings) {
        ChallengeType type =
                ChallengeType.find(settings.getOrDefault(AcmeProperty.CHALLENGE, ""))
                        .orElse(ChallengeType.HTTP);
        String program = settings.getOrDefault(AcmeProperty.DNS_HOOK, "");
        return switch (type) {
            case HTTP -> new RouterProof(challenges, scheduler, false);
            case TLS_ALPN -> new RouterProof(challenges, scheduler, true);
            case DNS -> {
                if (program.isEmpty()) {
                    throw new IssueFailedException(
                            "dns-01 needs a program that sets TXT records: `letsencrypt:set APP dns-hook PROGRAM`");
                }
                yield new DnsProof(commands, program);
            }
        };
    }

    private void prove(List<Authorization> authorizations, Proof proof)
            throws AcmeException, InterruptedException {
        List<Proof.Prepared> prepared = new ArrayList<>();
        List<Authorization> open =
                authorizations.stream().filter(one -> one.getStatus() != Status.VALID).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            for (Authorization authorization : open) {
                prepared.add(proof.prepare(authorization));
            }
            proof.publish();
            for (Proof.Prepared one : prepared) {
                one.challenge().trigger();
            }
            for (int i = 0; i < open.size(); i++) {
                await(open.get(i), prepared.get(i));
            }
        } finally {
            prepared.forEach(Proof.Prepared::clear);
            proof.publish();
        }
    }

    private void await(Authorization authorization, Proof.Prepared prepared)
            throws AcmeException, InterruptedException {
        if (authorization.waitForCompletion(timeout) != Status.VALID) {
            prepared.challenge().fetch();
            throw failed(
                    "'%s' was not proved".formatted(authorization.getIdentifier().getDomain()),
                    prepared.challenge().getError().orElse(null));
        }
    }

    /** Has the authority declare a certificate as invalid. */
    void revoke(Map<AcmeProperty, String> settings, X509Certificate certificate) {
        try {
            URI directory = directory(settings);
            Login login = account(settings, directory).createLogin(sessions.open(directory));
            Certificate.revoke(login, certificate, null);
        } catch (AcmeException e) {
            throw failed(e.getMessage(), Instant.EPOCH, e);
        }
    }

    private static IssueFailedException failed(
            String what, @org.jspecify.annotations.Nullable Problem problem) {
        return new IssueFailedException(
                "The authority issued no certificate: %s%s"
                        .formatted(
                                what,
                                problem == null
                                        ? ""
                                        : ": " + problem.getDetail().orElse(problem.toString())));
    }

    private static IssueFailedException failed(
            @org.jspecify.annotations.Nullable String why, Instant allowed, Exception cause) {
        IssueFailedException failure =
                new IssueFailedException(
                        "The authority issued no certificate: %s".formatted(why), allowed);
        failure.initCause(cause);
        return failure;
    }
}
