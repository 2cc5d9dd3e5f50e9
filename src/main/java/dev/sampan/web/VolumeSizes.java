package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the files of volumes amount to; of a volume with very many files, only the first are counted. */
@Component
final class VolumeSizes {

    private static final Logger log = LoggerFactory.getLogger(VolumeSizes.class);
    private static final int MOST_FILES = 20_000;

    private final SampanHome home;

    VolumeSizes(SampanHome home) {
        this.home = home;
    }

    /** In words: `12 MiB`, `more than 2 GiB`, `empty`. */
    String of(AppName app, String volume) {
        Path folder = home.resolve("apps", app.value(), "volumes", volume);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return "made at the next start";
        }
        Count count = new Count();
        try {
            Files.walkFileTree(folder, count);
        } catch (IOException e) {
            log.warn("volume cannot be counted app={} volume={}", app, volume, e);
            return "not known";
        }
        if (count.files == 0) {
            return "empty";
        }
        String text = DataSize.ofBytes(count.bytes).toText();
        return count.files < MOST_FILES ? text : "more than " + text;
    }

    /** Adds files up, and follows no link; what vanishes meanwhile or cannot be read is left out. */
    private static final class Count extends SimpleFileVisitor<Path> {

        private long bytes;
        private int files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
            files++;
            return files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
