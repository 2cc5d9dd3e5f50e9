package dev.sampan.image;

import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the image store.
 *
 * @param untaggedAge how old something without a name must be before a sweep removes it
 * @param largestLayer the most bytes that the files of one layer may have
 * @param mostEntries the most files and folders that one layer may have
 * @param reserve how much of the disk is left free: an image that would take it is refused
 */
@ConfigurationProperties("sampan.image")
public record ImageProperties(
        @DefaultValue("1h") Duration untaggedAge,
        @DefaultValue("20g") DataSize largestLayer,
        @DefaultValue("2000000") int mostEntries,
        @DefaultValue("512m") DataSize reserve) {

    @ConstructorBinding
    public ImageProperties {}

    /** Leaves nothing of the disk free. */
    ImageProperties(Duration untaggedAge, DataSize largestLayer, int mostEntries) {
        this(untaggedAge, largestLayer, mostEntries, DataSize.ofBytes(0));
    }
}
