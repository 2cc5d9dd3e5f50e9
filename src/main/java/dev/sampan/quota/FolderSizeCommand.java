package dev.sampan.quota;

import dev.sampan.host.Command;
import dev.sampan.unit.DataSize;
import java.nio.file.Path;
import java.util.List;

/** Asks du(1) for the size of a folder, where no quota counts along. */
record FolderSizeCommand(Path folder) implements Command<DataSize> {

    @Override
    public List<String> argv() {
        return List.of(
                "du",
                "--summarize",
                "--one-file-system",
                "--block-size=1",
                "--",
                folder.toString());
    }

    @Override
    public DataSize parse(String output) {
        return DataSize.ofBytes(Long.parseLong(output.split("\\s", 2)[0]));
    }
}
