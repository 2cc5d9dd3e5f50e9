package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.ImageKey;
import dev.sampan.app.ImageKeys;
import dev.sampan.app.RefusedException;
import dev.sampan.image.InvalidSignatureKeyException;
import dev.sampan.image.SignatureKey;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/**
 * By whom images from elsewhere have to be signed, for one app or for all. Only administrators change it: whoever deploys
 * must not be able to do without.
 */
@Service
public final class TrustOperations {

    private final Guard guard;
    private final Apps apps;
    private final ImageKeys keys;

    TrustOperations(Guard guard, Apps apps, ImageKeys keys) {
        this.guard = guard;
        this.apps = apps;
        this.keys = keys;
    }

    /** The keys of one app, or of all apps. */
    public List<ImageKey> of(Caller caller, Optional<AppName> app) {
        return guard.view(
                caller,
                app,
                "image:report",
                () -> {
                    app.ifPresent(apps::require);
                    return keys.of(app);
                });
    }

    /** The keys that hold for an app; when there are none, its images need no signature. */
    public List<ImageKey> effective(Caller caller, AppName app) {
        return guard.view(caller, app, "image:report", () -> keys.effective(app));
    }

    /**
     * Trusts keys, and nobody else from now on.
     *
     * @param pem one or more public keys
     * @return those that were not trusted already
     * @throws RefusedException when it is no key of the kind that signs images
     */
    public List<ImageKey> trust(Caller caller, Optional<AppName> app, String pem) {
        List<ImageKey> read = read(pem);
        return guard.change(
                caller,
                app,
                Permission.ADMINISTER,
                "image:trust",
                subject(app)
                        + " "
                        + String.join(" ", read.stream().map(ImageKey::fingerprint).toList()),
                () -> keys.add(app, read));
    }

    /** Trusts a key no more; when it was the last one, the app has those of all apps, or needs none. */
    public void distrust(Caller caller, Optional<AppName> app, String fingerprint) {
        guard.change(
                caller,
                app,
                Permission.ADMINISTER,
                "image:trust-remove",
                subject(app) + " " + (fingerprint.length() > 80 ? "" : fingerprint),
                () -> {
                    keys.remove(app, fingerprint);
                    return fingerprint;
                });
    }

    /** Takes all keys away; gives how many there were. */
    public int clear(Caller caller, Optional<AppName> app) {
        return guard.change(
                caller,
                app,
                Permission.ADMINISTER,
                "image:trust-clear",
                subject(app),
                () -> keys.clear(app));
    }

    private static List<ImageKey> read(String pem) {
        try {
            return SignatureKey.parse(pem).stream()
                    .map(key -> new ImageKey(key.fingerprint().value(), key.pem()))
                    .toList();
        } catch (InvalidSignatureKeyException e) {
            throw RefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String subject(Optional<AppName> app) {
        return app.map(AppName::value).orElse("--global");
    }
}
