package dev.sampan.operation;

import java.net.URI;
import java.util.Optional;

/**
 * What is fetched from another repository, and what is done with it.
 *
 * @param repository its address, with http, https or ssh
 * @param ref a branch, a tag or the id of a commit; empty for the branch that the repository names
 * @param build when it is built and deployed
 * @param setsBranch whether an app without a deploy branch gets the ref as such
 */
public record SourceSync(URI repository, Optional<String> ref, Build build, boolean setsBranch) {

    /** When what was fetched is built and deployed. */
    public enum Build {
        NEVER,
        IF_CHANGED,
        ALWAYS
    }

    /** The repository as people may see it: without a password that stands in its address. */
    public String shown() {
        String secret = repository.getRawUserInfo();
        String text = repository.toString();
        return secret == null ? text : text.replace(secret + "@", "");
    }
}
