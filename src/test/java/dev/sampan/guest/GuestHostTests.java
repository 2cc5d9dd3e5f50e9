package dev.sampan.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * What only another kernel than this machine's can show, or only who has all rights: in a virtual machine that is started
 * once for all of it, and once more for what has to outlive that. An emulated machine takes its time: it runs beside all
 * other tests, and steps back behind them.
 */
@Execution(ExecutionMode.CONCURRENT)
class GuestHostTests {

    private static final int DISKS = 5;

    @TempDir private static Path folder;
    private static String console = "";

    @BeforeAll
    static void runAll() throws IOException, InterruptedException {
        VirtualMachine machine = new VirtualMachine(folder);
        for (int i = 0; i < DISKS; i++) {
            machine.withDisk(4L << 30);
        }
        console = machine.run(classes("", false)) + machine.run(classes("", true));
    }

    @Test
    void keepsDiskQuotasWithTheQuotasOfDebiansKernelAndAfterAReboot() {
        assertPassed("dev.sampan.quota.");
    }

    @Test
    void keepsContainersWithinTheirLimitsWithControlGroups2() {
        assertPassed("dev.sampan.container.");
    }

    @Test
    void servesAmongTwentyThousandIdleAndHundredsOfHostileClients() {
        assertPassed("dev.sampan.router.");
    }

    private static void assertPassed(String prefix) {
        List<String> wanted = classes(prefix, false);
        wanted.addAll(classes(prefix, true));
        assertThat(wanted).isNotEmpty();
        for (String name : wanted) {
            assertThat(console.lines().filter(line -> line.startsWith("test: " + name + " ")))
                    .as("'%s' in the virtual machine:\n%s", name, console)
                    .isNotEmpty()
                    .allMatch(line -> line.contains(" SUCCESSFUL in "));
        }
    }

    /** The names of all classes that are marked so, and begin so. */
    private static List<String> classes(String prefix, boolean afterReboot) {
        return ReflectionSupport.findAllClassesInPackage(
                        "dev.sampan",
                        type ->
                                findAnnotation(type, RunsInGuest.class)
                                        .filter(mark -> mark.afterReboot() == afterReboot)
                                        .isPresent(),
                        name -> name.startsWith(prefix))
                .stream()
                .map(Class::getName)
                .collect(java.util.stream.Collectors.toList());
    }
}
