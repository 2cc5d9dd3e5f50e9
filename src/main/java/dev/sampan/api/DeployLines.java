package dev.sampan.api;

import dev.sampan.deploy.TextDeployLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a deploy said, collected for the answer to the request that caused it. */
final class DeployLines {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final TextDeployLog log = new TextDeployLog(line -> lines.add(line.stripTrailing()));

    TextDeployLog log() {
        return log;
    }

    /**
     * The answer of a request that started, stopped or replaced processes.
     *
     * @param log what was said meanwhile, one line each
     */
    record Answer(List<String> log) {}

    Answer answer() {
        return new Answer(List.copyOf(lines));
    }
}
