package dev.sampan.deploy;

import java.util.function.Consumer;

/** A deploy log as lines of text with dokku's marks in front. */
public final class TextDeployLog implements DeployLog {

    private final Consumer<String> output;
    private String lastWarning = "";

    /**
     * @param output takes whole lines, each with its line end
     */
    public TextDeployLog(Consumer<String> output) {
        this.output = output;
    }

    @Override
    public void step(String text) {
        write("-----> ", text);
    }

    @Override
    public void line(String text) {
        write("       ", text);
    }

    /** What a buildpack, its build and its deploy all say, one after the other, is told once. */
    @Override
    public synchronized void warn(String text) {
        if (!text.equals(lastWarning)) {
            write(" !     ", text);
            lastWarning = text;
        }
    }

    @Override
    public void header(String text) {
        write("=====> ", text);
    }

    private synchronized void write(String mark, String text) {
        lastWarning = "";
        text.lines().forEach(line -> output.accept(mark + line + "\n"));
    }
}
