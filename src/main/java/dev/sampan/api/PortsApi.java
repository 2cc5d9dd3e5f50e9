package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.PortMapping;
import dev.sampan.app.RefusedException;
import dev.sampan.operation.Caller;
import dev.sampan.operation.PortOperations;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The ports of this machine that lead to an app. */
@RestController
@RequestMapping("/api/v1/apps/{app}/ports")
class PortsApi {

    private final PortOperations ports;

    PortsApi(PortOperations ports) {
        this.ports = ports;
    }

    /** Mappings such as `tcp:9000:5000`. */
    record PortsView(List<String> ports) {}

    /** All mappings that an app shall have. */
    record WantedPorts(@Nullable List<@Nullable String> ports) {

        List<PortMapping> mappings() {
            if (ports == null || ports.stream().anyMatch(Objects::isNull)) {
                throw RefusedException.invalid(
                        "The field 'ports' is missing, or one of its values is");
            }
            return ports.stream()
                    .map(port -> PortMapping.parse(String.valueOf(port)))
                    .distinct()
                    .toList();
        }
    }

    @GetMapping
    @Operation(summary = "The ports of this machine that lead to an app")
    PortsView get(Caller caller, @PathVariable String app) {
        return new PortsView(
                ports.of(caller, AppName.parse(app)).stream().map(PortMapping::toString).toList());
    }

    @PutMapping
    @Operation(summary = "Lets exactly these ports lead to an app; they are opened at once")
    PortsView set(Caller caller, @PathVariable String app, @RequestBody WantedPorts wanted) {
        ports.set(caller, AppName.parse(app), wanted.mappings());
        return get(caller, app);
    }
}
