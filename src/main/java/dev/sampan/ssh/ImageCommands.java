package dev.sampan.ssh;

import dev.sampan.app.AppName;
import dev.sampan.app.ImageKey;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.TrustOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The commands `image:…`: by whom images from elsewhere have to be signed. */
@Component
final class ImageCommands implements CommandGroup {

    private static final String GLOBAL = "--global";
    private static final String KEY = "--key";

    private final TrustOperations trust;
    private final AppOperations apps;

    ImageCommands(TrustOperations trust, AppOperations apps) {
        this.trust = trust;
        this.apps = apps;
    }

    @Override
    public String name() {
        return "image";
    }

    @Override
    public String title() {
        return "Manage by whom images have to be signed";
    }

    @Override
    public List<CommandEntry> commands() {
        return List.of(
                new CommandEntry(
                        "image:report",
                        "[<app>|--global] [<flag>]",
                        "Show which signatures images need",
                        this::report),
                new CommandEntry(
                        "image:trust",
                        "(<app>|--global) [--key <pem>]",
                        "Take only images that one of these public keys signed; they stand on the standard input, or behind the flag",
                        this::trust),
                new CommandEntry(
                        "image:trust-clear",
                        "(<app>|--global)",
                        "Take images without a signature again",
                        this::clear),
                new CommandEntry(
                        "image:trust-remove",
                        "(<app>|--global) <fingerprint>",
                        "Trust a key no more",
                        this::remove));
    }

    private void trust(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of(KEY));
        Optional<AppName> app = app(call, options, 0);
        String pem = options.value(KEY).orElseGet(call::readInput);
        List<ImageKey> added = trust.trust(call.caller(), app, pem);
        for (ImageKey key : added) {
            call.terminal().step("Trusting key " + key.fingerprint());
        }
        if (added.isEmpty()) {
            call.terminal().step("Skipping: the key is trusted already");
        }
    }

    private void remove(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        Optional<AppName> app = app(call, options, 1);
        String fingerprint = options.rest().getLast();
        trust.distrust(call.caller(), app, fingerprint);
        call.terminal().step("Removed key " + fingerprint);
    }

    private void clear(Invocation call) {
        Options options = call.options(Set.of(GLOBAL), Set.of());
        int removed = trust.clear(call.caller(), app(call, options, 0));
        call.terminal().step("Removed %d key(s)".formatted(removed));
    }

    /** The app that the first argument names, unless it is for all; so many arguments stand behind it. */
    private static Optional<AppName> app(Invocation call, Options options, int more) {
        boolean global = options.has(GLOBAL);
        call.expect(options.rest().size() == more + (global ? 0 : 1));
        return global ? Optional.empty() : Optional.of(call.app(options.rest()));
    }

    private void report(Invocation call) {
        new Report("image", "--image-")
                .write(
                        Report.question(call),
                        call.terminal(),
                        apps.list(call.caller()),
                        app -> facts(call, app),
                        () -> globalFacts(call));
    }

    private Map<String, String> facts(Invocation call, AppName app) {
        List<ImageKey> effective = trust.effective(call.caller(), app);
        Map<String, String> facts = globalFacts(call);
        facts.put("--image-trusted-keys", text(trust.of(call.caller(), Optional.of(app))));
        facts.put("--image-computed-trusted-keys", text(effective));
        facts.put("--image-signature-required", Boolean.toString(!effective.isEmpty()));
        return facts;
    }

    private Map<String, String> globalFacts(Invocation call) {
        List<ImageKey> global = trust.of(call.caller(), Optional.empty());
        Map<String, String> facts = new TreeMap<>();
        facts.put("--image-global-trusted-keys", text(global));
        facts.put("--image-global-signature-required", Boolean.toString(!global.isEmpty()));
        return facts;
    }

    private static String text(List<ImageKey> keys) {
        return String.join(" ", keys.stream().map(ImageKey::fingerprint).toList());
    }
}
