package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program of the Java buildpack that takes jars of Spring Boot apart. */
@Timeout(120)
class SpringBootJarTests {

    private static final Path PROGRAM = Path.of("buildpacks/java/lib/Unpack.java").toAbsolutePath();
    private static final String MANIFEST =
            "Manifest-Version: 1.0\nMain-Class: boot.Launcher\nStart-Class: shop.Main\nSpring-Boot-Version: 4\nImplementation-Version: 7\n";

    @TempDir private Path temp;

    private Path output;
    private Path libraries;
    private Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        output = Files.createDirectory(temp.resolve("target"));
        libraries = Files.createDirectory(temp.resolve("libraries"));
        folder = Files.createDirectory(temp.resolve("app"));
    }

    @Test
    void putsLibrariesFirstAndLeavesThemAloneWhenOnlyTheApplicationChanged() throws Exception {
        Map<String, byte[]> entries = application("one");
        jar(output.resolve("shop.jar"), entries);
        jar(output.resolve("shop-sources.jar"), entries);
        Files.writeString(libraries.resolve("old.jar"), "of the last build");

        assertThat(unpack()).contains("jar=" + output.resolve("shop.jar"), "order=libraries");

        assertThat(libraries.resolve("old.jar")).doesNotExist();
        assertThat(Files.readString(folder.resolve("run")))
                .isEqualTo(
                        "\"-cp\"\n\"%1$s/b.jar:%1$s/a.jar:%2$s/app.jar\"\n\"shop.Main\"\n"
                                .formatted(libraries, folder));
        try (JarFile app = new JarFile(folder.resolve("app.jar").toFile())) {
            assertThat(app.stream().map(ZipEntry::getName))
                    .containsExactly("META-INF/MANIFEST.MF", "config.txt", "shop/Main.class");
            Manifest manifest = app.getManifest();
            assertThat(manifest.getMainAttributes())
                    .hasToString(
                            new Manifest(
                                            new ByteArrayInputStream(
                                                    "Manifest-Version: 1.0\nMain-Class: shop.Main\nImplementation-Version: 7\n"
                                                            .getBytes(StandardCharsets.UTF_8)))
                                    .getMainAttributes()
                                    .toString());
        }
        byte[] first = Files.readAllBytes(folder.resolve("app.jar"));
        Object inode = Files.getAttribute(libraries.resolve("a.jar"), "unix:ino");
        Path archive = Files.writeString(libraries.resolve("classes.jsa"), "of these libraries");

        jar(output.resolve("shop.jar"), application("two"));
        assertThat(unpack()).contains("order=libraries");

        assertThat(Files.getAttribute(libraries.resolve("a.jar"), "unix:ino")).isEqualTo(inode);
        assertThat(archive).exists();
        assertThat(Files.readAllBytes(folder.resolve("app.jar"))).isNotEqualTo(first);
        jar(output.resolve("shop.jar"), entries);
        unpack();
        assertThat(Files.readAllBytes(folder.resolve("app.jar"))).isEqualTo(first);
    }

    @Test
    void findsTheJarOfTheModuleThatCanBeStarted() throws Exception {
        Files.createDirectories(temp.resolve("services/api/target"));
        Files.createDirectories(temp.resolve("shared/target"));
        jar(temp.resolve("services/api/target/api.jar"), application("one"));
        jar(
                temp.resolve("shared/target/shared.jar"),
                new TreeMap<>(Map.of("META-INF/MANIFEST.MF", bytes("Manifest-Version: 1.0\n"))));

        assertThat(unpack(Path.of("target")))
                .contains("jar=services/api/target/api.jar", "order=libraries");
    }

    @Test
    void forgetsTheArchiveWhenALibraryChanged() throws Exception {
        Map<String, byte[]> entries = application("one");
        jar(output.resolve("shop.jar"), entries);
        unpack();
        Path archive = Files.writeString(libraries.resolve("classes.jsa"), "of these libraries");

        entries.put("BOOT-INF/lib/a.jar", zip(Map.of("a/A.class", bytes("changed"))));
        jar(output.resolve("shop.jar"), entries);
        unpack();

        assertThat(archive).doesNotExist();
        assertThat(libraries.resolve("a.jar")).hasBinaryContent(entries.get("BOOT-INF/lib/a.jar"));
        assertThat(Files.getLastModifiedTime(libraries.resolve("a.jar")))
                .isEqualTo(FileTime.fromMillis(315_532_801_000L));
    }

    @Test
    void leavesTheApplicationFirstWhenALibraryHasAFileOfTheSameName() throws Exception {
        Map<String, byte[]> entries = application("one");
        entries.put("BOOT-INF/lib/a.jar", zip(Map.of("config.txt", bytes("of the library"))));
        jar(output.resolve("shop.jar"), entries);

        assertThat(unpack()).contains("order=application");

        assertThat(Files.readString(folder.resolve("run")))
                .isEqualTo("\"-jar\"\n\"%s/app.jar\"\n".formatted(folder));
        assertThat(folder.resolve("lib").resolve("a.jar")).exists();
        try (JarFile app = new JarFile(folder.resolve("app.jar").toFile())) {
            assertThat(app.getManifest().getMainAttributes().getValue("Class-Path"))
                    .isEqualTo("lib/b.jar lib/a.jar");
        }
    }

    @Test
    void leavesTheApplicationFirstWhenItsJarOpensPackagesOfTheJdk() throws Exception {
        Map<String, byte[]> entries = application("one");
        entries.put(JarFile.MANIFEST_NAME, bytes(MANIFEST + "Add-Opens: java.base/java.lang\n"));
        jar(output.resolve("shop.jar"), entries);

        assertThat(unpack()).contains("order=application");
    }

    @Test
    void namesAJarThatIsNotSpringBoots() throws Exception {
        jar(
                output.resolve("tool.jar"),
                Map.of(
                        JarFile.MANIFEST_NAME,
                        bytes("Manifest-Version: 1.0\nMain-Class: tool.Main\n")));

        assertThat(unpack()).isEqualTo("jar=" + output.resolve("tool.jar") + "\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesNoneWhenSeveralCanBeStarted() throws Exception {
        jar(output.resolve("one.jar"), application("one"));
        jar(output.resolve("two.jar"), application("two"));

        assertThat(unpack()).isEmpty();
    }

    private static Map<String, byte[]> application(String version) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        entries.put(JarFile.MANIFEST_NAME, bytes(MANIFEST));
        entries.put("BOOT-INF/classes/shop/Main.class", bytes(version));
        entries.put("BOOT-INF/classes/config.txt", bytes("of the application"));
        entries.put("BOOT-INF/lib/a.jar", zip(Map.of("a/A.class", bytes("a"))));
        entries.put("BOOT-INF/lib/b.jar", zip(Map.of("b/B.class", bytes("b"))));
        entries.put(
                "BOOT-INF/classpath.idx",
                bytes("- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n"));
        entries.put("org/springframework/boot/loader/Launcher.class", bytes("loader"));
        return entries;
    }

    private static void jar(Path file, Map<String, byte[]> entries) throws IOException {
        Files.write(file, zip(entries));
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setTime(0);
                zip.putNextEntry(header);
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What the program prints. */
    private String unpack() throws Exception {
        return unpack(output);
    }

    private String unpack(Path output) throws Exception {
        Path said = temp.resolve("said");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                PROGRAM.toString(),
                                output.toString(),
                                libraries.toString(),
                                folder.toString())
                        .directory(temp.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try (OutputStream _ = process.getOutputStream()) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }
}
