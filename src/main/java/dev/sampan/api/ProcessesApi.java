package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;
import dev.sampan.container.ContainerUsage;
import dev.sampan.operation.AppProcesses;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProcessOperations;
import dev.sampan.operation.ProcessStatus;
import dev.sampan.unit.DataSize;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The processes of an app. */
@RestController
@RequestMapping("/api/v1/apps/{app}")
class ProcessesApi {

    private final ProcessOperations processes;

    ProcessesApi(ProcessOperations processes) {
        this.processes = processes;
    }

    /** The processes of an app, wanted and seen. */
    record ProcessesView(
            boolean deployed,
            boolean wanted,
            String running,
            SortedMap<String, Integer> formation,
            List<ProcessView> processes,
            List<EventsApi.EventView> hits,
            @Nullable Long diskUsedBytes,
            @Nullable Long diskLimitBytes) {}

    /** One process as it is seen now. */
    record ProcessView(
            String name,
            String type,
            String state,
            @Nullable String container,
            int release,
            Instant since,
            String reason,
            String note,
            @Nullable UsageView usage) {

        static ProcessView of(ProcessStatus status) {
            return new ProcessView(
                    status.dyno(),
                    status.type().value(),
                    status.state(),
                    status.containerId().orElse(null),
                    status.release(),
                    status.since(),
                    status.reason(),
                    status.note(),
                    status.usage().map(UsageView::of).orElse(null));
        }
    }

    /** What one process uses now. */
    record UsageView(
            double cpuSeconds, long memoryBytes, int pids, long receivedBytes, long sentBytes) {

        static UsageView of(ContainerUsage usage) {
            return new UsageView(
                    usage.cpu().toNanos() / 1e9,
                    usage.memory().bytes(),
                    usage.pids(),
                    usage.receivedBytes(),
                    usage.sentBytes());
        }
    }

    @GetMapping("/processes")
    @Operation(summary = "What runs, and what it uses")
    ProcessesView get(Caller caller, @PathVariable String app) {
        AppName name = AppName.parse(app);
        AppProcesses seen = processes.withUsage(caller, name);
        var disk = processes.disk(caller, name);
        return new ProcessesView(
                seen.deployed(),
                seen.wanted(),
                seen.running(),
                names(seen.formation()),
                seen.processes().stream().map(ProcessView::of).toList(),
                seen.hits().stream().map(EventsApi.EventView::of).toList(),
                disk.map(usage -> usage.used().bytes()).orElse(null),
                disk.flatMap(usage -> usage.limit()).map(DataSize::bytes).orElse(null));
    }

    @GetMapping("/formation")
    @Operation(summary = "How many processes of each type are wanted")
    SortedMap<String, Integer> formation(Caller caller, @PathVariable String app) {
        return names(processes.of(caller, AppName.parse(app)).formation());
    }

    @PatchMapping("/formation")
    @Operation(summary = "Sets how many processes of some types are wanted")
    DeployLines.Answer scale(
            Caller caller,
            @PathVariable String app,
            @RequestBody Map<String, @Nullable Integer> quantities,
            @RequestParam(defaultValue = "true") boolean deploy)
            throws InterruptedException {
        Map<ProcessType, Integer> wanted = new TreeMap<>();
        Fields.values(quantities)
                .forEach((type, quantity) -> wanted.put(ProcessType.parse(type), quantity));
        DeployLines lines = new DeployLines();
        processes.scale(caller, AppName.parse(app), wanted, deploy, lines.log());
        return lines.answer();
    }

    @PostMapping("/actions/start")
    @Operation(summary = "Starts the processes of an app")
    DeployLines.Answer start(Caller caller, @PathVariable String app) throws InterruptedException {
        DeployLines lines = new DeployLines();
        processes.start(caller, AppName.parse(app), lines.log());
        return lines.answer();
    }

    @PostMapping("/actions/stop")
    @Operation(summary = "Stops the processes of an app")
    DeployLines.Answer stop(Caller caller, @PathVariable String app) throws InterruptedException {
        processes.stop(caller, AppName.parse(app));
        return new DeployLines().answer();
    }

    @PostMapping("/actions/restart")
    @Operation(summary = "Replaces the processes of an app, or of one type, by new ones")
    DeployLines.Answer restart(
            Caller caller, @PathVariable String app, @RequestParam Optional<String> process)
            throws InterruptedException {
        DeployLines lines = new DeployLines();
        processes.restart(caller, AppName.parse(app), process.map(ProcessType::parse), lines.log());
        return lines.answer();
    }

    private static SortedMap<String, Integer> names(Map<ProcessType, Integer> formation) {
        SortedMap<String, Integer> names = new TreeMap<>();
        formation.forEach((type, quantity) -> names.put(type.value(), quantity));
        return names;
    }
}
