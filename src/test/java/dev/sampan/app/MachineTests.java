package dev.sampan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTests {

    private static final Map<Resource, String> MOST =
            Machine.most(
                    "0-3\n",
                    List.of(
                            "MemTotal:        8152876 kB",
                            "MemFree:         1000000 kB",
                            "SwapTotal:             0 kB"),
                    "32768\n",
                    DataSize.ofGibibytes(100));

    @Test
    void readsWhatTheMachineHas() {
        assertThat(MOST)
                .containsEntry(Resource.CPU, "4")
                .containsEntry(Resource.CPUSET, "3")
                .containsEntry(Resource.MEMORY, "7961m")
                .containsEntry(Resource.MEMORY_SWAP, "0")
                .containsEntry(Resource.PIDS, "32768")
                .containsEntry(Resource.DISK, "100g")
                .doesNotContainKey(Resource.NETWORK_EGRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "CPU,5,0.01 to 4",
        "CPU_BOOST,5,0 to 4",
        "CPUSET,4,0 to 3",
        "CPUSET,0-7,0 to 3",
        "MEMORY,8g,8m to 7961m",
        "MEMORY_HIGH,8g,8m to 7961m",
        "MEMORY_SWAP,1g,0 to 0",
        "PIDS,40000,8 to 32768",
        "DISK,101g,16m to 100g"
    })
    void refuseMoreThanTheMachineHas(Resource resource, String amount, String range) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> resource.check(amount, MOST, Allotment.LIMIT))
                .withMessageContaining("outside the allowed range: " + range);
    }

    @Test
    void holdsSwapOnlyWhereTheKernelCountsIt(@TempDir Path groups) throws IOException {
        List<String> swap = List.of("SwapTotal:        1048576 kB");
        assertThat(Machine.swapObstacle(groups, swap)).isEmpty();
        Files.createFile(groups.resolve("memory.limit_in_bytes"));
        assertThat(Machine.swapObstacle(groups, swap).orElse("")).contains("swapaccount=1");
        assertThat(Machine.swapObstacle(groups, List.of("SwapTotal:  0 kB"))).isEmpty();
        Files.createFile(groups.resolve("memory.memsw.limit_in_bytes"));
        assertThat(Machine.swapObstacle(groups, swap)).isEmpty();
    }

    @Test
    void readsThisMachineWhenItsFolderIsNotMadeYet() {
        assertThat(
                        new Machine(
                                        new AppProperties(
                                                "localhost", true, Path.of("/tmp/no/such/folder")))
                                .most())
                .hasEntrySatisfying(Resource.CPU, cpus -> assertThat(cpus).matches("[1-9]\\d*"))
                .hasEntrySatisfying(
                        Resource.PIDS,
                        pids -> assertThat(Integer.parseInt(pids)).isGreaterThan(300));
    }
}
