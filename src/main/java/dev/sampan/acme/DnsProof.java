package dev.sampan.acme;

import dev.sampan.host.CommandFailedException;
import dev.sampan.host.CommandRunner;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proves host names by TXT records, which a program of the host sets. */
final class DnsProof implements Proof {

    private static final Logger log = LoggerFactory.getLogger(DnsProof.class);

    private final CommandRunner commands;
    private final String program;

    DnsProof(CommandRunner commands, String program) {
        this.commands = commands;
        this.program = program;
    }

    @Override
    public Prepared prepare(Authorization authorization) {
        Dns01Challenge challenge = Offered.find(authorization, Dns01Challenge.class);
        String name = "_acme-challenge." + authorization.getIdentifier().getDomain();
        try {
            commands.run(new DnsHookCommand(program, "present", name, challenge.getDigest()));
        } catch (CommandFailedException e) {
            IssueFailedException failure =
                    new IssueFailedException(
                            "The program for TXT records failed: %s".formatted(e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
        return new Set(challenge, name);
    }

    @Override
    public void publish() {
        // Each record holds as soon as its program has ended.
    }

    private final class Set implements Prepared {

        private final Dns01Challenge challenge;
        private final String name;

        Set(Dns01Challenge challenge, String name) {
            this.challenge = challenge;
            this.name = name;
        }

        @Override
        public Challenge challenge() {
            return challenge;
        }

        @Override
        public void clear() {
            try {
                commands.run(new DnsHookCommand(program, "cleanup", name, challenge.getDigest()));
            } catch (CommandFailedException e) {
                log.warn("A TXT record stays where it is: name={}", name, e);
            }
        }
    }
}
