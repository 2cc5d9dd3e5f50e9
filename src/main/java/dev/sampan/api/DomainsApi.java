package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.DomainOperations;
import dev.sampan.operation.DomainOperations.AppDomains;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The host names of an app. */
@RestController
@RequestMapping("/api/v1/apps/{app}/domains")
class DomainsApi {

    private final DomainOperations domains;

    DomainsApi(DomainOperations domains) {
        this.domains = domains;
    }

    /** The host names of an app. */
    record DomainsView(boolean enabled, List<String> domains, List<String> global) {

        static DomainsView of(AppDomains domains) {
            return new DomainsView(
                    domains.enabled(), names(domains.names()), names(domains.global()));
        }

        private static List<String> names(List<DomainName> names) {
            return names.stream().map(DomainName::value).toList();
        }
    }

    /** One host name. */
    record NewDomain(@Nullable String name) {}

    /** All host names that an app shall have. */
    record NewDomains(@Nullable List<@Nullable String> domains, @Nullable Boolean enabled) {

        static List<DomainName> parse(List<@Nullable String> names) {
            return Fields.items("domains", names).stream()
                    .map(DomainName::parse)
                    .distinct()
                    .toList();
        }
    }

    @GetMapping
    @Operation(summary = "The host names of an app")
    DomainsView get(Caller caller, @PathVariable String app) {
        return DomainsView.of(domains.of(caller, AppName.parse(app)));
    }

    @PostMapping
    @Operation(summary = "Adds a host name")
    DomainsView add(Caller caller, @PathVariable String app, @RequestBody NewDomain domain) {
        DomainName name = DomainName.parse(Fields.required("name", domain.name()));
        domains.add(caller, AppName.parse(app), List.of(name));
        return get(caller, app);
    }

    @PutMapping
    @Operation(summary = "Gives an app exactly these host names, or stops routing them")
    DomainsView set(Caller caller, @PathVariable String app, @RequestBody NewDomains wanted) {
        AppName name = AppName.parse(app);
        if (wanted.domains() != null) {
            domains.set(caller, name, NewDomains.parse(wanted.domains()));
        }
        if (wanted.enabled() != null) {
            domains.enable(caller, name, wanted.enabled());
        }
        return get(caller, app);
    }

    @DeleteMapping
    @Operation(summary = "Gives an app its default host name only")
    DomainsView reset(Caller caller, @PathVariable String app) {
        domains.reset(caller, AppName.parse(app));
        return get(caller, app);
    }

    @DeleteMapping("/{domain}")
    @Operation(summary = "Removes a host name")
    DomainsView remove(Caller caller, @PathVariable String app, @PathVariable String domain) {
        DomainName name = DomainName.parse(domain);
        if (domains.remove(caller, AppName.parse(app), List.of(name)).isEmpty()) {
            throw RefusedException.notFound(
                    "'%s' is not a domain of app '%s'".formatted(name, app));
        }
        return get(caller, app);
    }
}
