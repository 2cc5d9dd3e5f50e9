package dev.sampan.ssh;

import dev.sampan.deploy.DeployLog;

/** What a deploy says, on the terminal of the one who caused it. */
record TerminalDeployLog(Terminal terminal) implements DeployLog {

    @Override
    public void step(String text) {
        text.lines().forEach(terminal::step);
    }

    @Override
    public void line(String text) {
        text.lines().forEach(terminal::detail);
    }

    @Override
    public void warn(String text) {
        terminal.fail(text);
    }

    @Override
    public void header(String text) {
        text.lines().forEach(terminal::header);
    }
}
