package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.operation.Caller;
import dev.sampan.operation.LogOperations;
import dev.sampan.operation.ProcessOperations;
import dev.sampan.operation.ProcessStatus;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What an app says: the last lines, and live each new one. */
@Controller
final class LogsPage {

    private final LogOperations logs;
    private final ProcessOperations processes;
    private final LogStreams streams;
    private final AppPages pages;

    LogsPage(LogOperations logs, ProcessOperations processes, LogStreams streams, AppPages pages) {
        this.logs = logs;
        this.processes = processes;
        this.streams = streams;
        this.pages = pages;
    }

    @GetMapping("/apps/{app}/logs")
    String tail(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String process,
            Model model) {
        String page = pages.open(model, caller, app, "logs");
        List<LogRow> lines =
                logs.tail(caller, app, chosen(process), LogStreams.LINES).stream()
                        .map(LogRow::of)
                        .toList();
        model.addAttribute("lines", lines);
        model.addAttribute("process", process);
        model.addAttribute("names", names(caller, app, process));
        return page;
    }

    @GetMapping(path = "/apps/{app}/logs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String process) {
        return streams.open(caller, app, chosen(process));
    }

    /** The processes by which the log can be filtered: types first, then single ones. */
    private List<String> names(Caller caller, AppName app, String chosen) {
        TreeSet<String> names = new TreeSet<>();
        var seen = processes.of(caller, app);
        seen.formation().keySet().forEach(type -> names.add(type.value()));
        seen.processes().stream().map(ProcessStatus::dyno).forEach(names::add);
        if (!chosen.isEmpty()) {
            names.add(chosen);
        }
        return List.copyOf(names);
    }

    private static Optional<String> chosen(String process) {
        return process.isBlank() ? Optional.empty() : Optional.of(process.strip());
    }
}
