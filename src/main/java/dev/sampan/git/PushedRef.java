package dev.sampan.git;

import dev.sampan.app.AppName;
import java.util.Optional;

/**
 * A deploy branch that a client wants to move to a new commit; the commit is in the repository already.
 *
 * @param app whose repository it is
 * @param branch the short name, `main`
 * @param commit the new commit's id
 * @param previous the commit that the branch names until the push is accepted; empty for a new branch
 */
public record PushedRef(AppName app, String branch, String commit, Optional<String> previous) {}
