package dev.sampan.build;

import static java.lang.constant.ConstantDescs.CD_Class;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Debian's Gradle as the wrapper fetches it. Debian's looks for itself in `/usr/share/gradle` wherever it lies, so the one
 * method that says so is made to say where its jar is, as that of Gradle does.
 */
final class GradleDistribution {

    private static final String FOLDER = "gradle-4.4.1/";
    private static final String PLUGINS = "lib/plugins/gradle-plugins-4.4.1.jar";
    private static final String LOCATOR =
            "org/gradle/internal/installation/CurrentGradleInstallationLocator.class";
    private static final ClassDesc FILE = ClassDesc.of("java.io.File");
    private static final ClassDesc URI = ClassDesc.of("java.net.URI");
    private static final ClassDesc URL = ClassDesc.of("java.net.URL");
    private static final ClassDesc DOMAIN = ClassDesc.of("java.security.ProtectionDomain");
    private static final ClassDesc SOURCE = ClassDesc.of("java.security.CodeSource");

    private final Map<String, Path> files = new TreeMap<>();

    /**
     * The distribution.
     *
     * @param root a file system into which the package `gradle` was installed
     */
    GradleDistribution(Path root) throws IOException {
        Path gradle = root.resolve("usr/share/gradle");
        files.put("bin/gradle", gradle.resolve("bin/gradle"));
        add("lib/plugins/", gradle.resolve("lib/plugins"));
        add("lib/", gradle.resolve("lib"));
        add("lib/", root.resolve("usr/share/java"));
    }

    private void add(String folder, Path from) throws IOException {
        try (var jars = Files.newDirectoryStream(from, "*.jar")) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                if (Files.exists(jar) && !files.containsKey("lib/plugins/" + name)) {
                    files.put(folder + name, jar);
                }
            }
        }
    }

    /** Writes the program that fetches a distribution, as `gradle wrapper` does; Debian's lacks its version. */
    void writeWrapper(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        try (JarFile plugins = new JarFile(requireNonNull(files.get(PLUGINS)).toFile());
                ZipInputStream in =
                        new ZipInputStream(
                                plugins.getInputStream(plugins.getEntry("gradle-wrapper.jar")));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.transferTo(out);
            }
            out.putNextEntry(new ZipEntry("build-receipt.properties"));
            out.write("versionNumber=4.4.1\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    void write(Path zip) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.setLevel(0);
            // The wrapper makes only those folders that stand there.
            for (String folder : List.of("", "bin/", "lib/", "lib/plugins/")) {
                out.putNextEntry(new ZipEntry(FOLDER + folder));
            }
            for (Map.Entry<String, Path> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(FOLDER + file.getKey()));
                if (file.getKey().startsWith("lib/gradle-core-api-")) {
                    patch(file.getValue(), out);
                } else {
                    Files.copy(file.getValue(), out);
                }
            }
        }
    }

    private static void patch(Path file, OutputStream out) throws IOException {
        ZipOutputStream patched = new ZipOutputStream(out);
        try (JarFile jar = new JarFile(file.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                patched.putNextEntry(new ZipEntry(entry.getName()));
                patched.write(entry.getName().equals(LOCATOR) ? patch(content) : content);
            }
        }
        patched.finish();
    }

    private static byte[] patch(byte[] locator) {
        ClassFile classes = ClassFile.of();
        return classes.transformClass(
                classes.parse(locator),
                ClassTransform.transformingMethods(
                        method -> method.methodName().equalsString("findDistDir"),
                        MethodTransform.dropping(_ -> true)
                                .andThen(
                                        MethodTransform.endHandler(
                                                method ->
                                                        method.withCode(
                                                                GradleDistribution
                                                                        ::whereItsJarIs)))));
    }

    /** Of a class in `lib/`, its argument, the folder around that. */
    private static void whereItsJarIs(CodeBuilder code) {
        code.new_(FILE)
                .dup()
                .aload(0)
                .invokevirtual(CD_Class, "getProtectionDomain", MethodTypeDesc.of(DOMAIN))
                .invokevirtual(DOMAIN, "getCodeSource", MethodTypeDesc.of(SOURCE))
                .invokevirtual(SOURCE, "getLocation", MethodTypeDesc.of(URL))
                .invokevirtual(URL, "toURI", MethodTypeDesc.of(URI))
                .invokespecial(FILE, "<init>", MethodTypeDesc.of(CD_void, URI))
                .invokevirtual(FILE, "getParentFile", MethodTypeDesc.of(FILE))
                .invokevirtual(FILE, "getParentFile", MethodTypeDesc.of(FILE))
                .areturn();
    }
}
