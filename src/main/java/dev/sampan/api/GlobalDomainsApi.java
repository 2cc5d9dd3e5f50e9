package dev.sampan.api;

import dev.sampan.app.DomainName;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.DomainOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The domains below which every app answers. */
@RestController
@RequestMapping("/api/v1/domains")
class GlobalDomainsApi {

    private final DomainOperations domains;

    GlobalDomainsApi(DomainOperations domains) {
        this.domains = domains;
    }

    /** The domains below which every app answers. */
    record GlobalDomainsView(List<String> domains) {}

    @GetMapping
    @Operation(summary = "The domains below which every app answers")
    GlobalDomainsView get(Caller caller) {
        return new GlobalDomainsView(
                domains.global(caller).stream().map(DomainName::value).toList());
    }

    @PostMapping
    @Operation(summary = "Adds a domain below which every app answers")
    GlobalDomainsView add(Caller caller, @RequestBody DomainsApi.NewDomain domain) {
        DomainName name = DomainName.parse(Fields.required("name", domain.name()));
        var _ = domains.addGlobal(caller, List.of(name));
        return get(caller);
    }

    @PutMapping
    @Operation(summary = "Lets every app answer below exactly these domains")
    GlobalDomainsView set(Caller caller, @RequestBody DomainsApi.NewDomains wanted) {
        domains.setGlobal(
                caller, DomainsApi.NewDomains.parse(Fields.required("domains", wanted.domains())));
        return get(caller);
    }

    @DeleteMapping
    @Operation(summary = "Goes back to the domain of the configuration")
    GlobalDomainsView clear(Caller caller) {
        domains.setGlobal(caller, List.of());
        return get(caller);
    }

    @DeleteMapping("/{domain}")
    @Operation(summary = "Removes a domain below which every app answers")
    GlobalDomainsView remove(Caller caller, @PathVariable String domain) {
        DomainName name = DomainName.parse(domain);
        if (domains.removeGlobal(caller, List.of(name)).isEmpty()) {
            throw RefusedException.notFound("'%s' is not a domain of all apps".formatted(name));
        }
        return get(caller);
    }
}
