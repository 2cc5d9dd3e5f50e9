package dev.sampan.deploy;

import dev.sampan.app.AppName;
import dev.sampan.app.ImageKeys;
import dev.sampan.app.RefusedException;
import dev.sampan.image.Digest;
import dev.sampan.image.ImageStore;
import dev.sampan.image.SignatureKey;
import dev.sampan.image.SignaturePolicy;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Turns the keys that somebody named for an app into what images are held against. */
@Component
final class ImageTrust {

    private final ImageKeys keys;

    ImageTrust(ImageKeys keys) {
        this.keys = keys;
    }

    /** Which signatures an image of an app needs. */
    SignaturePolicy policy(AppName app) {
        return new SignaturePolicy(
                keys.effective(app).stream()
                        .flatMap(key -> SignatureKey.parse(key.pem()).stream())
                        .toList());
    }

    /**
     * What decides about an archive that is sent for an app.
     *
     * @param signature what came with it, in base64
     * @throws RefusedException when a signature came that nothing here could hold the archive against
     */
    ImageStore.ArchiveCheck check(AppName app, Optional<String> signature, DeployLog log) {
        SignaturePolicy policy = policy(app);
        if (signature.isPresent() && !policy.isRequired()) {
            throw RefusedException.invalid(
                    "A signature came with the image, but no key is trusted for app '%s'. Name one with `image:trust %s`, or leave the signature out"
                            .formatted(app, app));
        }
        return sent -> tell(sent, policy.checkArchive(sent, signature), log);
    }

    private static void tell(Digest sent, Optional<SignatureKey> signer, DeployLog log) {
        signer.ifPresent(
                key ->
                        log.line(
                                "Archive '%s' is signed by key '%s'"
                                        .formatted(sent, key.fingerprint())));
    }
}
