package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.ImageKey;
import dev.sampan.operation.Caller;
import dev.sampan.operation.TrustOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** By whom images from elsewhere have to be signed. */
@RestController
class ImageKeysApi {

    private static final String OF_APP = "/api/v1/apps/{app}/image-keys";
    private static final String OF_ALL = "/api/v1/image-keys";

    private final TrustOperations trust;

    ImageKeysApi(TrustOperations trust) {
        this.trust = trust;
    }

    /**
     * The keys by which images have to be signed.
     *
     * @param keys what is set here
     * @param effective what holds here
     * @param required whether an image without a signature is refused
     */
    record KeysView(List<ImageKey> keys, List<ImageKey> effective, boolean required) {}

    /** Public keys, as PEM. */
    record WantedKeys(@Nullable String pem) {}

    @GetMapping(OF_APP)
    @Operation(summary = "By which keys the images of an app have to be signed")
    KeysView get(Caller caller, @PathVariable String app) {
        AppName name = AppName.parse(app);
        List<ImageKey> effective = trust.effective(caller, name);
        return new KeysView(trust.of(caller, Optional.of(name)), effective, !effective.isEmpty());
    }

    @PostMapping(OF_APP)
    @Operation(summary = "Takes only images of an app that these keys, or those before, signed")
    KeysView add(Caller caller, @PathVariable String app, @RequestBody WantedKeys wanted) {
        var _ = trust.trust(caller, Optional.of(AppName.parse(app)), pem(wanted));
        return get(caller, app);
    }

    @DeleteMapping(OF_APP + "/{fingerprint}")
    @Operation(summary = "Trusts a key of an app no more")
    KeysView remove(Caller caller, @PathVariable String app, @PathVariable String fingerprint) {
        trust.distrust(caller, Optional.of(AppName.parse(app)), fingerprint);
        return get(caller, app);
    }

    @DeleteMapping(OF_APP)
    @Operation(summary = "Takes all keys of an app away")
    KeysView clear(Caller caller, @PathVariable String app) {
        var _ = trust.clear(caller, Optional.of(AppName.parse(app)));
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "By which keys the images of all apps have to be signed that have none")
    KeysView getGlobal(Caller caller) {
        List<ImageKey> keys = trust.of(caller, Optional.empty());
        return new KeysView(keys, keys, !keys.isEmpty());
    }

    @PostMapping(OF_ALL)
    @Operation(summary = "Takes only images that these keys signed, for all apps without own keys")
    KeysView addGlobal(Caller caller, @RequestBody WantedKeys wanted) {
        var _ = trust.trust(caller, Optional.empty(), pem(wanted));
        return getGlobal(caller);
    }

    @DeleteMapping(OF_ALL + "/{fingerprint}")
    @Operation(summary = "Trusts a key for all apps no more")
    KeysView removeGlobal(Caller caller, @PathVariable String fingerprint) {
        trust.distrust(caller, Optional.empty(), fingerprint);
        return getGlobal(caller);
    }

    @DeleteMapping(OF_ALL)
    @Operation(summary = "Takes all keys for all apps away")
    KeysView clearGlobal(Caller caller) {
        var _ = trust.clear(caller, Optional.empty());
        return getGlobal(caller);
    }

    private static String pem(WantedKeys wanted) {
        return Fields.required("pem", wanted.pem());
    }
}
