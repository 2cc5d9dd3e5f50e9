package dev.sampan.api;

import dev.sampan.app.AppName;
import dev.sampan.logs.LogLine;
import dev.sampan.operation.Caller;
import dev.sampan.operation.LogOperations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The log of an app: as text, or followed as server-sent events. */
@RestController
@RequestMapping("/api/v1/apps/{app}/logs")
class LogsApi {

    private final LogOperations logs;

    LogsApi(LogOperations logs) {
        this.logs = logs;
    }

    @GetMapping
    @Operation(summary = "The last lines; with Accept: text/event-stream also those that come")
    @ApiResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.TEXT_PLAIN_VALUE),
                @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE)
            })
    Object read(
            Caller caller,
            @PathVariable String app,
            @RequestParam(defaultValue = "100") int lines,
            @RequestParam Optional<String> process,
            @RequestHeader(defaultValue = "") String accept) {
        AppName name = AppName.parse(app);
        return accept.contains(MediaType.TEXT_EVENT_STREAM_VALUE)
                ? follow(caller, name, lines, process)
                : text(caller, name, lines, process);
    }

    private ResponseEntity<String> text(
            Caller caller, AppName app, int lines, Optional<String> process) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .body(
                        logs.tail(caller, app, process, lines).stream()
                                .map(LogsApi::text)
                                .collect(Collectors.joining()));
    }

    private SseEmitter follow(Caller caller, AppName app, int lines, Optional<String> process) {
        logs.tail(caller, app, process, 0);
        LogStream stream = new LogStream();
        stream.start(() -> logs.follow(caller, app, process, lines, stream::send));
        return stream.emitter();
    }

    static String text(LogLine line) {
        return "%s app[%s]: %s\n".formatted(line.time(), line.dyno(), line.text());
    }
}
