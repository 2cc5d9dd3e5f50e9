package dev.sampan.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackProgressTests {

    private final List<String> lines = new ArrayList<>();
    private final StackProgress progress = new StackProgress(lines::add);

    @Test
    void sayWhatGoesOnInPlainWords() {
        """
        I: chroot architecture amd64 is equal to the host's architecture
        I: using /tmp/mmdebstrap.OjZUiH44Ac as tempdir
        I: running apt-get update...
        I: downloading packages with apt...
        I: extracting archives...
        I: installing essential packages...
        I: installing remaining packages inside the chroot...
        I: creating tarball...
        I: success in 136.2602 seconds
        """
                .lines()
                .forEach(progress);

        assertThat(lines)
                .containsExactly(
                        "Fetching the list of packages",
                        "Downloading packages",
                        "Unpacking packages",
                        "Installing the essential packages",
                        "Installing the other packages",
                        "Packing the root file system");
        assertThat(progress.complaints()).isEmpty();
    }

    @Test
    void keepTheLastComplaints() {
        for (int i = 0; i < 30; i++) {
            progress.accept("E: complaint " + i);
        }
        progress.accept("tar: ./usr: Cannot write: No space left on device");

        assertThat(progress.complaints()).hasSize(20).contains("E: complaint 29");
        assertThat(progress.diskFull()).isTrue();
        assertThat(lines).isEmpty();
    }
}
