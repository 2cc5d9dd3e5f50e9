package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** Refuses clients by their addresses. */
final class AccessHandler implements RequestHandler {

    private final AccessRules rules;

    AccessHandler(AccessRules rules) {
        this.rules = rules;
    }

    @Override
    public @Nullable Answer handle(Passage passage) {
        return rules.admits(passage.addressBytes()) ? null : Answer.of(403);
    }
}
