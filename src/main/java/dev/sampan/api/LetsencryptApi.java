package dev.sampan.api;

import dev.sampan.acme.AcmeProperty;
import dev.sampan.acme.Enrollment;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.AcmeOperations;
import dev.sampan.operation.AcmeOperations.AppEnrollment;
import dev.sampan.operation.Caller;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Certificates that an authority issues by itself. */
@RestController
class LetsencryptApi {

    private static final String OF_APP = "/api/v1/apps/{app}/letsencrypt";
    private static final String OF_ALL = "/api/v1/letsencrypt";

    private final AcmeOperations acme;

    LetsencryptApi(AcmeOperations acme) {
        this.acme = acme;
    }

    /**
     * How an app gets its certificates.
     *
     * @param enabled whether they are renewed
     * @param endsAt when the one of the authority ends; null when there is none
     * @param failures how often in a row none was issued
     * @param lastError why, the last time
     * @param nextAttempt when the authority is asked again after failures
     * @param settings what is set for the app: `email`, `server`, …
     * @param effective what holds
     */
    record EnrollmentView(
            boolean enabled,
            @Nullable Instant endsAt,
            int failures,
            String lastError,
            @Nullable Instant nextAttempt,
            Map<String, String> settings,
            Map<String, String> effective) {

        static EnrollmentView of(AppEnrollment app) {
            Optional<Enrollment> enrollment = app.enrollment();
            return new EnrollmentView(
                    enrollment.isPresent(),
                    app.certificate().map(one -> one.facts().endsAt()).orElse(null),
                    enrollment.map(Enrollment::failures).orElse(0),
                    enrollment.map(Enrollment::lastError).orElse(""),
                    enrollment
                            .filter(one -> one.failures() > 0)
                            .map(Enrollment::nextAttempt)
                            .orElse(null),
                    words(app.set()),
                    words(app.effective()));
        }
    }

    private static Map<String, String> words(Map<AcmeProperty, String> settings) {
        Map<String, String> words = new TreeMap<>();
        settings.forEach((property, content) -> words.put(property.key(), content));
        return words;
    }

    @GetMapping(OF_APP)
    @Operation(summary = "How an app gets certificates from an authority")
    EnrollmentView get(Caller caller, @PathVariable String app) {
        return EnrollmentView.of(acme.of(caller, AppName.parse(app)));
    }

    @PostMapping(OF_APP)
    @Operation(summary = "Gets a certificate now, and keeps it renewed")
    EnrollmentView enable(Caller caller, @PathVariable String app) throws InterruptedException {
        var _ = acme.enable(caller, AppName.parse(app), false);
        return get(caller, app);
    }

    @DeleteMapping(OF_APP)
    @Operation(summary = "Takes the authority's certificate away")
    EnrollmentView disable(Caller caller, @PathVariable String app) {
        acme.disable(caller, AppName.parse(app));
        return get(caller, app);
    }

    @PatchMapping(OF_APP)
    @Operation(
            summary =
                    "Sets email, server, graceperiod, challenge, dns-hook, auto-renew; empty goes back to the default")
    EnrollmentView set(
            Caller caller, @PathVariable String app, @RequestBody Map<String, String> wanted) {
        set(caller, Optional.of(AppName.parse(app)), wanted);
        return get(caller, app);
    }

    @GetMapping(OF_ALL)
    @Operation(summary = "What is set for all apps")
    Map<String, String> global(Caller caller) {
        return words(acme.global(caller));
    }

    @PatchMapping(OF_ALL)
    @Operation(summary = "Sets it for all apps that have nothing of their own")
    Map<String, String> setGlobal(Caller caller, @RequestBody Map<String, String> wanted) {
        set(caller, Optional.empty(), wanted);
        return global(caller);
    }

    private void set(Caller caller, Optional<AppName> app, Map<String, String> wanted) {
        wanted.keySet().forEach(LetsencryptApi::property);
        wanted.forEach(
                (key, content) ->
                        acme.set(
                                caller,
                                app,
                                property(key),
                                Optional.of(content).filter(text -> !text.isBlank())));
    }

    private static AcmeProperty property(String key) {
        return AcmeProperty.find(key)
                .orElseThrow(
                        () ->
                                RefusedException.invalid(
                                        "'%s' is no property. There are %s"
                                                .formatted(
                                                        key,
                                                        String.join(", ", AcmeProperty.keys()))));
    }
}
