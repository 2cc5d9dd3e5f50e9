package dev.sampan.app;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Service;

/** What each app reaches of private networks: what is set for the app, else what is set for all, else nothing. */
@Service
public class NetworkSettings {

    private static final String SCOPE = "network";
    private static final String PRIVATE_RANGES = "private-ranges";

    private final Settings settings;

    NetworkSettings(Settings settings) {
        this.settings = settings;
    }

    /** What somebody set for an app, or for all apps. */
    public Optional<PrivateRanges> privateRanges(Optional<AppName> app) {
        return settings.get(SCOPE, app, PRIVATE_RANGES).map(PrivateRanges::parse);
    }

    /** What holds for an app. */
    public PrivateRanges effective(AppName app) {
        return privateRanges(Optional.of(app))
                .or(() -> privateRanges(Optional.empty()))
                .orElse(PrivateRanges.DENIED);
    }

    /** What holds for each app for which it is not that all is denied. */
    public Map<AppName, PrivateRanges> open() {
        PrivateRanges global = privateRanges(Optional.empty()).orElse(PrivateRanges.DENIED);
        Map<AppName, PrivateRanges> open = new TreeMap<>();
        settings.ofEach(SCOPE)
                .forEach(
                        (app, set) -> {
                            PrivateRanges ranges =
                                    Optional.ofNullable(set.get(PRIVATE_RANGES))
                                            .map(PrivateRanges::parse)
                                            .orElse(global);
                            if (!ranges.equals(PrivateRanges.DENIED)) {
                                open.put(app, ranges);
                            }
                        });
        return open;
    }

    /** Sets it for an app, or for all apps; empty forgets what was set there. */
    public void setPrivateRanges(Optional<AppName> app, Optional<PrivateRanges> ranges) {
        var _ = settings.set(SCOPE, app, PRIVATE_RANGES, ranges.map(PrivateRanges::text));
    }
}
