package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.Split;
import dev.sampan.app.Splits;
import dev.sampan.operation.Caller;
import dev.sampan.operation.SplitOperations;
import dev.sampan.operation.SplitStatus;

import io.swagger.v3.oas.annotations.Operation;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Several releases of an app that serve at the same time. */
@RestController
@RequestMapping("/api/v1/apps/{app}/split")
class SplitApi {

    private final SplitOperations splits;

    SplitApi(SplitOperations splits) {
        this.splits = splits;
    }

    /** The part of one release, and what it made of it: errors are answers of 500 and above, and those that broke off. */
    record ShareView(int release, int percent, boolean base, long requests, long errors) {}

    /** Which releases serve, the base first. */
    record SplitView(
            List<ShareView> shares, @Nullable Integer abortErrors, @Nullable NextShare next) {

        static SplitView of(SplitStatus status) {
            List<ShareView> shares =
                    status.shares().stream()
                            .map(
                                    share ->
                                            new ShareView(
                                                    share.release(),
                                                    share.percent(),
                                                    share.equals(status.shares().getFirst()),
                                                    share.requests(),
                                                    share.errors()))
                            .toList();
            return new SplitView(
                    shares,
                    status.abortErrors().orElse(null),
                    status.next()
                            .map(
                                    next ->
                                            new NextShare(
                                                    next.percent(),
                                                    next.abortErrors().orElse(null)))
                            .orElse(null));
        }
    }

    /** The part that a release is to have, in percent. */
    record Share(@Nullable Integer release, @Nullable Integer percent) {}

    /** Which releases are to serve, the base first; above how many percent of errors a canary is left out, 0 for never. */
    record Division(@Nullable List<@Nullable Share> shares, @Nullable Integer abortErrors) {}

    /** What the next deploy is to get. */
    record NextShare(@Nullable Integer percent, @Nullable Integer abortErrors) {}

    /** What serves after a change, and what was said meanwhile. */
    record SplitAnswer(SplitView split, List<String> log) {}

    @GetMapping
    @Operation(summary = "Which releases serve, and what each makes of its requests")
    SplitView get(Caller caller, @PathVariable String app) {
        return SplitView.of(splits.of(caller, AppName.parse(app)));
    }

    @PutMapping
    @Operation(summary = "Divides the requests among releases, the first being the one that stays")
    SplitAnswer put(Caller caller, @PathVariable String app, @RequestBody Division wanted)
            throws InterruptedException {
        AppName name = AppName.parse(app);
        List<Split.Share> shares =
                Fields.items("shares", Fields.required("shares", wanted.shares())).stream()
                        .map(
                                share ->
                                        new Split.Share(
                                                Fields.required("release", share.release()),
                                                Fields.required("percent", share.percent())))
                        .toList();
        Integer abort = wanted.abortErrors();
        DeployLines lines = new DeployLines();
        splits.split(
                caller,
                name,
                shares,
                abort == null ? OptionalInt.empty() : OptionalInt.of(abort),
                lines.log());
        return answer(caller, name, lines);
    }

    @DeleteMapping
    @Operation(
            summary = "Lets one release of several serve alone: the base, or the one that is named")
    SplitAnswer delete(
            Caller caller, @PathVariable String app, @RequestParam Optional<Integer> release)
            throws InterruptedException {
        AppName name = AppName.parse(app);
        DeployLines lines = new DeployLines();
        splits.end(
                caller,
                name,
                release.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                lines.log());
        return answer(caller, name, lines);
    }

    @PutMapping("/next")
    @Operation(summary = "Lets the next deploy have a part of the requests only")
    SplitView putNext(Caller caller, @PathVariable String app, @RequestBody NextShare next)
            throws InterruptedException {
        AppName name = AppName.parse(app);
        splits.setNext(
                caller,
                name,
                Optional.of(
                        new Splits.Next(
                                Fields.required("percent", next.percent()),
                                Optional.ofNullable(next.abortErrors())
                                        .filter(percent -> percent != 0))));
        return SplitView.of(splits.of(caller, name));
    }

    @DeleteMapping("/next")
    @Operation(summary = "Lets the next deploy have all requests")
    SplitView deleteNext(Caller caller, @PathVariable String app) throws InterruptedException {
        AppName name = AppName.parse(app);
        splits.setNext(caller, name, Optional.empty());
        return SplitView.of(splits.of(caller, name));
    }

    private SplitAnswer answer(Caller caller, AppName app, DeployLines lines) {
        return new SplitAnswer(SplitView.of(splits.of(caller, app)), lines.answer().log());
    }
}
