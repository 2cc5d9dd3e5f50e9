package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.PrivateRanges;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.NetworkOperations;
import dev.sampan.operation.NetworkOperations.AppNetwork;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What apps reach beside the Internet: other apps that they are linked to, and private networks. */
@RestController
class NetworkApi {

    private static final String OF_APP = "/api/v1/apps/{app}/network";
    private static final String OF_ALL = "/api/v1/network";

    private final NetworkOperations network;

    NetworkApi(NetworkOperations network) {
        this.network = network;
    }

    /**
     * What an app reaches.
     *
     * @param links apps that it may open connections to
     * @param linkedBy apps that may open connections to it
     * @param names by which it finds those that it is linked to
     * @param privateRanges what it reaches of private networks
     */
    record NetworkView(
            List<String> links,
            List<String> linkedBy,
            List<String> names,
            RangesView privateRanges) {

        static NetworkView of(AppNetwork app) {
            return new NetworkView(
                    app.links().stream().map(AppName::value).toList(),
                    app.linkedBy().stream().map(AppName::value).toList(),
                    app.links().stream().map(other -> other + ".internal").toList(),
                    RangesView.of(app.ownRanges(), app.ranges()));
        }
    }

    /**
     * What is reached of private networks: `denied`, `allowed`, or ranges.
     *
     * @param set what somebody set here; empty when nothing
     * @param effective what holds
     */
    record RangesView(String set, String effective) {

        static RangesView of(Optional<PrivateRanges> set, PrivateRanges effective) {
            return new RangesView(set.map(PrivateRanges::text).orElse(""), effective.text());
        }
    }

    /** What shall be reached of private networks; empty goes back to the default. */
    record WantedRanges(@Nullable String privateRanges) {

        Optional<PrivateRanges> ranges() {
            String text = Fields.required("privateRanges", privateRanges);
            return text.isBlank() ? Optional.empty() : Optional.of(PrivateRanges.parse(text));
        }
    }

    @GetMapping(OF_APP)
    @Operation(summary = "What an app reaches beside the Internet")
    NetworkView get(Caller caller, @PathVariable String app) {
        return NetworkView.of(network.of(caller, AppName.parse(app)));
    }

    @PutMapping(OF_APP + "/links/{other}")
    @Operation(summary = "Lets an app open connections to another; it holds at once")
    NetworkView link(Caller caller, @PathVariable String app, @PathVariable String other) {
        network.link(caller, AppName.parse(app), AppName.parse(other));
        return get(caller, app);
    }

    @DeleteMapping(OF_APP + "/links/{other}")
    @Operation(summary = "Lets an app reach another one no more; it holds at once")
    NetworkView unlink(Caller caller, @PathVariable String app, @PathVariable String other) {
        if (!network.unlink(caller, AppName.parse(app), AppName.parse(other))) {
            throw RefusedException.notFound("App '%s' is not linked to '%s'".formatted(app, other));
        }
        return get(caller, app);
    }

    @PatchMapping(OF_APP)
    @Operation(summary = "Opens private networks to an app; it holds at once")
    NetworkView set(Caller caller, @PathVariable String app, @RequestBody WantedRanges wanted) {
        network.setRanges(caller, Optional.of(AppName.parse(app)), wanted.ranges());
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "What apps reach of private networks that have no setting of their own")
    RangesView getGlobal(Caller caller) {
        Optional<PrivateRanges> set = network.globalRanges(caller);
        return RangesView.of(set, set.orElse(PrivateRanges.DENIED));
    }

    @PatchMapping(OF_ALL)
    @Operation(summary = "Opens private networks to all apps that have no setting of their own")
    RangesView setGlobal(Caller caller, @RequestBody WantedRanges wanted) {
        network.setRanges(caller, Optional.empty(), wanted.ranges());
        return getGlobal(caller);
    }
}
