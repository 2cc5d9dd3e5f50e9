package dev.sampan.container;

import dev.sampan.runtime.OciRuntime;

/** Lets the container's program go. */
final class ProgramStep implements StartStep {

    private final OciRuntime runtime;
    private final ContainerRecords records;

    ProgramStep(OciRuntime runtime, ContainerRecords records) {
        this.runtime = runtime;
        this.records = records;
    }

    @Override
    public void apply(Starting starting) {
        starting.made(starting.made().running(System.currentTimeMillis()));
        records.write(starting.made());
        runtime.start(starting.made().id());
    }
}
