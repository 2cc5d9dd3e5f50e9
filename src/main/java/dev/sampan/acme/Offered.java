package dev.sampan.acme;

import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;

/** Finds a challenge among those that an authority offers. */
final class Offered {

    private Offered() {}

    static <T extends Challenge> T find(Authorization authorization, Class<T> type) {
        return authorization
                .findChallenge(type)
                .orElseThrow(
                        () ->
                                new IssueFailedException(
                                        "The authority does not prove '%s' by the challenge that is set. Names with '*' need dns-01: `letsencrypt:set APP dns-hook PROGRAM`"
                                                .formatted(
                                                        authorization
                                                                .getIdentifier()
                                                                .getDomain())));
    }
}
