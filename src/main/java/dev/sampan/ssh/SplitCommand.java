package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.operation.SplitOperations;
import dev.sampan.operation.SplitStatus;
import dev.sampan.operation.SplitStatus.ReleaseShare;

import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The command `releases:split`. */
@Component
final class SplitCommand {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ABORT = "--abort-errors";
    private static final String NEXT = "--next";
    private static final String CLEAR = "--clear";
    private static final String FORMAT = "--format";

    private final SplitOperations splits;

    SplitCommand(SplitOperations splits) {
        this.splits = splits;
    }

    CommandEntry entry() {
        return new CommandEntry(
                "releases:split",
                "<app> [vN=percent...] [--next percent|off] [--abort-errors percent|off] [--clear] [--format stdout|json]",
                "Let several releases serve, the first being the one that stays; or show what each makes of its requests",
                this::run);
    }

    private void run(Invocation call) throws InterruptedException {
        Options options = call.options(Set.of(CLEAR), Set.of(ABORT, NEXT, FORMAT));
        AppName app = call.app(options.rest());
        List<Split.Share> shares = options.rest().stream().skip(1).map(Split.Share::parse).toList();
        Optional<Integer> abort = options.value(ABORT).map(SplitCommand::errors);
        boolean changes =
                options.has(CLEAR) || !shares.isEmpty() || options.value(NEXT).isPresent();
        call.expect(!options.has(CLEAR) || (shares.isEmpty() && abort.isEmpty()));
        call.expect(options.value(NEXT).isEmpty() || (shares.isEmpty() && !options.has(CLEAR)));
        if (options.has(CLEAR)) {
            clear(call, app);
        } else if (!shares.isEmpty()) {
            splits.split(
                    call.caller(),
                    app,
                    shares,
                    abort.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                    new TerminalDeployLog(call.terminal()));
        } else if (options.value(NEXT).isPresent()) {
            next(call, app, options.value(NEXT).get(), abort);
        } else if (abort.isPresent()) {
            splits.setAbortErrors(call.caller(), app, abort.filter(percent -> percent != 0));
        }
        if (!changes) {
            show(call, app, options.value(FORMAT).orElse("stdout"));
        }
    }

    /** 0 when nothing is left out. */
    private static int errors(String text) {
        return text.equals("off") ? 0 : Split.percent(text, "The errors that end a split");
    }

    private void clear(Invocation call, AppName app) throws InterruptedException {
        if (splits.of(call.caller(), app).next().isPresent()) {
            next(call, app, "off", Optional.empty());
        } else {
            splits.end(
                    call.caller(),
                    app,
                    OptionalInt.empty(),
                    new TerminalDeployLog(call.terminal()));
        }
    }

    private void next(Invocation call, AppName app, String share, Optional<Integer> abort)
            throws InterruptedException {
        Optional<Splits.Next> next =
                share.equals("off")
                        ? Optional.empty()
                        : Optional.of(
                                new Splits.Next(
                                        Split.percent(share, "The requests of the next deploy"),
                                        abort.filter(percent -> percent != 0)));
        splits.setNext(call.caller(), app, next);
        call.terminal()
                .step(
                        next.map(
                                        wanted ->
                                                "The next deploy of %s gets %d %% of the requests"
                                                        .formatted(app, wanted.percent()))
                                .orElse("The next deploy of %s gets all requests".formatted(app)));
    }

    private void show(Invocation call, AppName app, String format) {
        call.expect(format.equals("stdout") || format.equals("json"));
        SplitStatus status = splits.of(call.caller(), app);
        if (format.equals("json")) {
            call.terminal().line(JSON.writeValueAsString(json(status)));
            return;
        }
        call.terminal().header("%s split".formatted(app));
        for (ReleaseShare share : status.shares()) {
            call.terminal().detail(row(share, status));
        }
        status.abortErrors()
                .ifPresent(
                        errors ->
                                call.terminal()
                                        .detail("Left out above:  %d %% errors".formatted(errors)));
        status.next()
                .ifPresent(
                        next ->
                                call.terminal()
                                        .detail(
                                                "Next deploy:     %d %%"
                                                        .formatted(next.percent())));
    }

    private static String row(ReleaseShare share, SplitStatus status) {
        String line = "%-6s %3d %%".formatted(share.version(), share.percent());
        if (!status.isOn()) {
            return line;
        }
        boolean base = share.equals(status.shares().getFirst());
        return "%s  %10d requests  %8d errors  %-8s%s"
                .formatted(
                        line,
                        share.requests(),
                        share.errors(),
                        share.errorRate(),
                        base ? "  (base)" : "")
                .stripTrailing();
    }

    private static Map<String, Object> json(SplitStatus status) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "shares",
                status.shares().stream()
                        .map(
                                share -> {
                                    Map<String, Object> item = new LinkedHashMap<>();
                                    item.put("version", share.version());
                                    item.put("percent", share.percent());
                                    item.put("requests", share.requests());
                                    item.put("errors", share.errors());
                                    return item;
                                })
                        .toList());
        status.abortErrors().ifPresent(errors -> json.put("abort_errors", errors));
        status.next().ifPresent(next -> json.put("next", next.percent()));
        return json;
    }
}
