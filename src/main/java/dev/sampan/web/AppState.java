package dev.sampan.web;

import dev.sampan.operation.AppProcesses;
import dev.sampan.operation.ProcessStatus;
import java.util.Locale;

/** How an app is, in one word and one sign. */
enum AppState {
    RUNNING("●", "running"),
    PARTLY("◐", "partly running"),
    STARTING("◌", "starting"),
    CRASHED("▲", "crashed"),
    STOPPED("■", "stopped"),
    IDLE("□", "scaled to zero"),
    NEW("○", "never deployed");

    private final String sign;
    private final String text;

    AppState(String sign, String text) {
        this.sign = sign;
        this.text = text;
    }

    static AppState of(AppProcesses processes) {
        if (!processes.deployed()) {
            return NEW;
        }
        if (!processes.wanted()) {
            return STOPPED;
        }
        if (processes.processes().stream().anyMatch(process -> process.state().equals("crashed"))) {
            return CRASHED;
        }
        long wanted = processes.formation().values().stream().mapToInt(Integer::intValue).sum();
        long up = processes.processes().stream().filter(ProcessStatus::isRunning).count();
        if (wanted == 0) {
            return IDLE;
        }
        if (up == 0) {
            return STARTING;
        }
        return up < wanted ? PARTLY : RUNNING;
    }

    /** A sign whose shape tells it from the others without colour. */
    public String sign() {
        return sign;
    }

    public String text() {
        return text;
    }

    /** The name of its style. */
    public String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
