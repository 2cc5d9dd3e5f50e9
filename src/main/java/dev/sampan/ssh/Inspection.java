package dev.sampan.ssh;

import dev.sampan.operation.ContainerView;

import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Containers as `ps:inspect` shows them: JSON with the names that docker has for the same things. */
final class Inspection {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Inspection() {}

    static String text(List<ContainerView> containers) {
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(containers.stream().map(Inspection::facts).toList());
    }

    private static Map<String, Object> facts(ContainerView container) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("Id", container.id());
        facts.put("Name", "/" + container.id());
        facts.put("Created", container.startedAt().toString());
        boolean running = !container.state().equals("exited");
        facts.put(
                "State",
                Map.of(
                        "Status",
                        container.state(),
                        "Running",
                        running,
                        "Pid",
                        running ? container.pid() : 0,
                        "StartedAt",
                        container.startedAt().toString()));
        facts.put(
                "Config",
                Map.of(
                        "Image", container.labels().getOrDefault("image", ""),
                        "Labels", labels(container)));
        facts.put(
                "HostConfig",
                Map.of(
                        "Memory", container.limits().memory().map(size -> size.bytes()).orElse(0L),
                        "NanoCpus",
                                container
                                        .limits()
                                        .cpu()
                                        .map(cpu -> cpu.millis() * NANOS_PER_MILLI)
                                        .orElse(0L),
                        "PidsLimit", container.limits().pids().orElse(0)));
        facts.put(
                "NetworkSettings",
                Map.of("IPAddress", container.address(), "Port", container.port()));
        return facts;
    }

    private static Map<String, String> labels(ContainerView container) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("com.dokku.app-name", container.labels().getOrDefault("app", ""));
        labels.put("com.dokku.container-type", "deploy");
        labels.put("com.dokku.dyno", container.dyno());
        labels.put("com.dokku.process-type", container.labels().getOrDefault("process", ""));
        labels.put("dev.sampan.release", Integer.toString(container.release()));
        return labels;
    }
}
