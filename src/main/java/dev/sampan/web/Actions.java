package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.deploy.DeployLog;
import dev.sampan.deploy.TextDeployLog;
import dev.sampan.operation.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Does what a button asks for and tells on the next page how it went. */
@Component
final class Actions {

    private static final Logger log = LoggerFactory.getLogger(Actions.class);
    private static final int MOST_LINES = 200;

    /** What a button does. */
    @FunctionalInterface
    interface Action {

        /**
         * Does it.
         *
         * @param output takes what the platform says meanwhile
         */
        void run(DeployLog output) throws InterruptedException;
    }

    /** What a button does that makes something secret. */
    @FunctionalInterface
    interface Making {

        /** Does it, and gives what was made. */
        String run(DeployLog output) throws InterruptedException;
    }

    /**
     * Sets a property of an app to what a form says; an empty field forgets it.
     *
     * @param command the command that does the same, as `checks:set`
     */
    void set(
            RedirectAttributes next,
            String command,
            AppName app,
            String name,
            String value,
            Consumer<Optional<String>> change) {
        String wanted = value.strip();
        var _ =
                run(
                        next,
                        wanted.isEmpty()
                                ? "The default of %s holds again".formatted(name)
                                : "%s is %s now".formatted(name, wanted),
                        CommandText.of(command, app.value(), name, wanted),
                        _ -> change.accept(Optional.of(wanted).filter(text -> !text.isEmpty())));
    }

    /**
     * Runs an action.
     *
     * @param done the notice when it succeeds
     * @param command the command line that does the same
     * @return whether it succeeded; what may not be done is thrown on, as it has a page of its own
     */
    boolean run(RedirectAttributes next, String done, String command, Action action) {
        return reveal(
                next,
                done,
                command,
                output -> {
                    action.run(output);
                    return "";
                });
    }

    /** Runs an action, and shows on the next page, and no other, what it makes. */
    boolean reveal(RedirectAttributes next, String done, String command, Making action) {
        List<String> output = Collections.synchronizedList(new ArrayList<>());
        Notice notice;
        try {
            String secret =
                    action.run(
                            new TextDeployLog(
                                    line -> {
                                        if (output.size() < MOST_LINES) {
                                            output.add(AnsiText.strip(line.stripTrailing()));
                                        }
                                    }));
            notice = new Notice(true, done, command, output, secret);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notice = new Notice(false, "Sampan was stopped meanwhile", command, output, "");
        } catch (RuntimeException e) {
            Failure failure = Failure.of(e);
            if (failure.kind() == Failure.Kind.FORBIDDEN) {
                throw e;
            }
            if (failure.kind() == Failure.Kind.INTERNAL) {
                log.error("dashboard action failed command={}", command, e);
            }
            notice = new Notice(false, AnsiText.strip(failure.message()), command, output, "");
        }
        next.addFlashAttribute("notice", notice);
        return notice.done();
    }
}
