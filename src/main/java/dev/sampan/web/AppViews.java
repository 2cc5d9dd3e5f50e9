package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.ProcessType;
import dev.sampan.app.Release;
import dev.sampan.app.ResourceLimits;
import dev.sampan.app.ResourceScope;
import dev.sampan.container.ContainerUsage;
import dev.sampan.operation.AppDetails;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.AppProcesses;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ProcessOperations;
import dev.sampan.operation.ProcessStatus;
import dev.sampan.operation.ResourceOperations;
import dev.sampan.unit.DataSize;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what operations know of an app into the words and bars of pages. */
@Component
final class AppViews {

    private final AppOperations apps;
    private final ProcessOperations processes;
    private final ResourceOperations resources;
    private final CpuMeter cpu;
    private final DiskMeter disk;

    AppViews(
            AppOperations apps,
            ProcessOperations processes,
            ResourceOperations resources,
            CpuMeter cpu,
            DiskMeter disk) {
        this.apps = apps;
        this.processes = processes;
        this.resources = resources;
        this.cpu = cpu;
        this.disk = disk;
    }

    /** An app as a row of the list. */
    AppSummary summary(Caller caller, AppName name) {
        AppDetails details = apps.details(caller, name);
        AppProcesses seen = processes.withUsage(caller, name);
        return new AppSummary(
                name.value(),
                AppState.of(seen),
                addresses(details),
                details.release().map(Release::version).orElse(""),
                instances(seen),
                memory(caller, name, seen),
                disk(caller, name));
    }

    /** The top of every page of an app. */
    AppHeader header(Caller caller, AppName name) {
        AppDetails details = apps.details(caller, name);
        return new AppHeader(
                name.value(),
                AppState.of(processes.of(caller, name)),
                addresses(details),
                details.release().map(Release::version).orElse(""),
                details.app().isLocked());
    }

    /** The processes of an app and what each uses. */
    List<ProcessView> processes(Caller caller, AppName name) {
        Instant now = Instant.now();
        Map<ProcessType, ResourceLimits> limits = new HashMap<>();
        return processes.withUsage(caller, name).processes().stream()
                .map(
                        process ->
                                view(
                                        process,
                                        limits.computeIfAbsent(
                                                process.type(),
                                                type ->
                                                        resources.effective(
                                                                caller,
                                                                ResourceScope.of(
                                                                        name, Optional.of(type)))),
                                        now))
                .toList();
    }

    /** The process types of an app and how many of each are wanted. */
    List<ProcessTypeView> types(Caller caller, AppName name) {
        Map<String, String> commands =
                apps.details(caller, name).release().map(Release::processTypes).orElse(Map.of());
        return processes.of(caller, name).formation().entrySet().stream()
                .map(
                        entry ->
                                new ProcessTypeView(
                                        entry.getKey().value(),
                                        commands.getOrDefault(entry.getKey().value(), ""),
                                        entry.getValue()))
                .toList();
    }

    /** The disk of an app; null before its first deploy. */
    @Nullable Meter disk(Caller caller, AppName name) {
        return disk.usage(caller, name, Instant.now())
                .map(usage -> Meter.of("Disk", usage.used(), usage.limit()))
                .orElse(null);
    }

    static List<Address> addresses(AppDetails details) {
        return details.addresses().stream().map(Address::of).toList();
    }

    private ProcessView view(ProcessStatus process, ResourceLimits limits, Instant now) {
        boolean waits = process.state().equals("crashed");
        Moment moment = Moment.of(process.since(), now);
        return new ProcessView(
                process.dyno(),
                process.state(),
                process.release() == 0 ? "" : "v" + process.release(),
                waits ? null : moment,
                waits ? moment : null,
                process.reason(),
                process.note(),
                process.usage().map(usage -> use(process, usage, limits, now)).orElse(null));
    }

    private ProcessUse use(
            ProcessStatus process, ContainerUsage usage, ResourceLimits limits, Instant now) {
        long millis =
                cpu.millis(
                        process.containerId().orElse(process.dyno()),
                        process.since(),
                        usage.cpu(),
                        now);
        return new ProcessUse(
                Meter.ofCpu("CPU", millis, limits.cpu().map(count -> count.millis())),
                Meter.of("Memory", usage.memory(), limits.memory()),
                Meter.of("Processes", usage.pids(), limits.pids()),
                traffic(usage.receivedBytes(), limits.networkIngress()),
                traffic(usage.sentBytes(), limits.networkEgress()));
    }

    private static String traffic(long bytes, Optional<?> limit) {
        return DataSize.ofBytes(Math.max(0, bytes)).toText()
                + limit.map(rate -> ", at most %s/s".formatted(rate)).orElse("");
    }

    private static String instances(AppProcesses seen) {
        long up = seen.processes().stream().filter(ProcessStatus::isRunning).count();
        return seen.deployed() ? "%d of %d".formatted(up, seen.wanted() ? seen.quantity() : 0) : "";
    }

    private @Nullable Meter memory(Caller caller, AppName name, AppProcesses seen) {
        long used = 0;
        long allowed = 0;
        boolean limited = true;
        int counted = 0;
        for (ProcessStatus process : seen.processes()) {
            Optional<DataSize> limit =
                    resources
                            .effective(caller, ResourceScope.of(name, Optional.of(process.type())))
                            .memory();
            if (process.usage().isPresent()) {
                used += process.usage().get().memory().bytes();
                allowed += limit.map(DataSize::bytes).orElse(0L);
                limited &= limit.isPresent();
                counted++;
            }
        }
        if (counted == 0) {
            return null;
        }
        return Meter.of(
                "Memory",
                DataSize.ofBytes(used),
                limited ? Optional.of(DataSize.ofBytes(allowed)) : Optional.empty());
    }
}
