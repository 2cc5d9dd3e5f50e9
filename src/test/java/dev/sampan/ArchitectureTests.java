package dev.sampan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules that keep the code base readable: ranks, no cycles, and each library in its place. */
class ArchitectureTests {

    /** Packages by rank; imports only go to a lower rank. */
    private static final List<List<String>> RANKS =
            List.of(
                    List.of("unit", "secret"),
                    List.of("host", "app", "router"),
                    List.of(
                            "account",
                            "certificate",
                            "git",
                            "image",
                            "quota",
                            "network",
                            "runtime"),
                    List.of("container", "logs", "distribution"),
                    List.of("build", "scheduler"),
                    List.of("deploy", "metrics", "precedence", "acme", "cron", "service"),
                    List.of("operation"),
                    List.of("ssh", "api", "web", "doctor"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.sampan");

    @Test
    void importOnlyLowerRanks() {
        TreeSet<String> violations = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            String from = moduleOf(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = moduleOf(dependency.getTargetClass());
                if (!from.isEmpty()
                        && !to.isEmpty()
                        && !from.equals(to)
                        && rankOf(from) <= rankOf(to)) {
                    violations.add(from + " uses " + to + " in " + type.getName());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everyPackageHasARankAndIsFlat() {
        List<String> known = RANKS.stream().flatMap(List::stream).toList();
        assertThat(CLASSES)
                .filteredOn(type -> type.getPackageName().startsWith("dev.sampan."))
                .allSatisfy(
                        type ->
                                assertThat(known)
                                        .contains(
                                                type.getPackageName()
                                                        .substring("dev.sampan.".length())));
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("dev.sampan.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void startProgramsOnlyInHost() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sampan.host")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(CLASSES);
    }

    @Test
    void makeSystemCallsOnlyInHost() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sampan.host")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(CLASSES);
    }

    @Test
    void useGitLibraryOnlyInGitAndSsh() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sampan.git", "dev.sampan.ssh")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jgit..")
                .check(CLASSES);
    }

    @Test
    void useNettyOnlyInRouter() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sampan.router")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void routerKnowsNeitherSpringNorTheDatabase() {
        noClasses()
                .that()
                .resideInAPackage("dev.sampan.router")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..", "jakarta.persistence..", "org.hibernate..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static int rankOf(String name) {
        for (int rank = 0; rank < RANKS.size(); rank++) {
            if (RANKS.get(rank).contains(name)) {
                return rank;
            }
        }
        throw new AssertionError("Package '" + name + "' has no rank");
    }

    private static String moduleOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("dev.sampan.") ? name.substring("dev.sampan.".length()) : "";
    }
}
