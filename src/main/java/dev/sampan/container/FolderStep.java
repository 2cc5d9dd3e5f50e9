package dev.sampan.container;

/** Makes the container's folder with its record. */
final class FolderStep implements StartStep {

    private final ContainerFiles files;
    private final ContainerRecords records;

    FolderStep(ContainerFiles files, ContainerRecords records) {
        this.files = files;
        this.records = records;
    }

    @Override
    public void apply(Starting starting) {
        ContainerFiles.passable(files.bundle(starting.made().id()));
        records.write(starting.made());
    }

    @Override
    public void undo(ContainerRecord made) {
        ContainerFiles.deleteTree(files.bundle(made.id()));
    }
}
