package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.git.GitOperation;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a git client asks for over SSH. The path is never a path here: one strict form is read as the name of an app, and
 * nothing else is git.
 *
 * @param operation fetch or push
 * @param repository the name as it was sent, without quotes, slash and `.git`; not checked yet
 */
record GitRequest(GitOperation operation, String repository) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(git[- ](?:receive|upload)-pack) ('?)/?([^'/\\s]{1,100}?)(?:\\.git)?/?\\2");

    static Optional<GitRequest> parse(String line) {
        Matcher matcher = FORM.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return GitOperation.ofWireName(matcher.group(1).replace(' ', '-'))
                .map(operation -> new GitRequest(operation, matcher.group(3)));
    }

    /**
     * The app.
     *
     * @throws dev.sampan.app.InvalidAppNameException when the name cannot be one of an app
     */
    AppName app() {
        return AppName.parse(repository);
    }
}
