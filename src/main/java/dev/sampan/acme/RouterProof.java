package dev.sampan.acme;

import dev.sampan.certificate.Challenges;
import dev.sampan.certificate.SelfSigned;
import dev.sampan.scheduler.Scheduler;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;

/** Proves host names by what the router answers. */
final class RouterProof implements Proof {

    private final Challenges challenges;
    private final Scheduler scheduler;
    private final boolean byTls;

    RouterProof(Challenges challenges, Scheduler scheduler, boolean byTls) {
        this.challenges = challenges;
        this.scheduler = scheduler;
        this.byTls = byTls;
    }

    @Override
    public Prepared prepare(Authorization authorization) {
        String host = authorization.getIdentifier().getDomain();
        if (byTls) {
            TlsAlpn01Challenge challenge = Offered.find(authorization, TlsAlpn01Challenge.class);
            challenges.show(host, SelfSigned.forChallenge(host, challenge.getAcmeValidation()));
            return new Shown(challenge, host);
        }
        Http01Challenge challenge = Offered.find(authorization, Http01Challenge.class);
        challenges.answer(host, challenge.getToken(), challenge.getAuthorization());
        return new Shown(challenge, host);
    }

    @Override
    public void publish() {
        scheduler.refreshRoutes();
    }

    private final class Shown implements Prepared {

        private final Challenge challenge;
        private final String host;

        Shown(Challenge challenge, String host) {
            this.challenge = challenge;
            this.host = host;
        }

        @Override
        public Challenge challenge() {
            return challenge;
        }

        @Override
        public void clear() {
            challenges.forget(host);
        }
    }
}
