import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Finds the jar that can be started, and takes it apart when it is one of Spring Boot: libraries, which seldom
 * change, into a folder of their own, and the application's classes into a small jar.
 *
 * <p>Usage: java Unpack OUTPUT [LIBRARIES FOLDER]. Prints `jar=`, with the path of the one jar or war that has a
 * Main-Class; with FOLDER, also `order=`, whether libraries or application come first in the class path, and leaves
 * there `app.jar`, `run` and `libraries`: arguments of java that start it, and that name the libraries alone.
 */
class Unpack {

    /** The time of every file in a layer. An archive of classes is only used while the jars have theirs. */
    private static final FileTime LAYER_TIME = FileTime.fromMillis(315_532_801_000L);

    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0, 2);
    private static final String CLASSES = "BOOT-INF/classes/";
    private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/([^/]+\\.jar)");
    private static final Pattern NOT_STARTED =
            Pattern.compile(".*-(sources|javadoc|tests|plain)\\.[jw]ar|original-.*");

    /** What is read from all jars that have it, whichever comes first. */
    private static final Pattern READ_FROM_ALL =
            Pattern.compile("META-INF/(MANIFEST\\.MF|spring\\.factories|(services|spring|maven)/.*)");

    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    /** Attributes that count only for a jar that is started as such. */
    private static final List<String> OF_STARTED_JARS =
            List.of("Launcher-Agent-Class", "Add-Opens", "Add-Exports", "Enable-Native-Access");

    public static void main(String[] arguments) throws IOException {
        Path output = Path.of(arguments[0]);
        List<Path> found = startable(output);
        if (found.isEmpty() && !output.isAbsolute()) {
            found = startableOfModules(output);
        }
        if (found.size() != 1) {
            return;
        }
        System.out.println("jar=" + found.getFirst());
        if (arguments.length > 1) {
            try (JarFile jar = new JarFile(found.getFirst().toFile())) {
                if (jar.getManifest().getMainAttributes().getValue("Start-Class") != null
                        && jar.stream().anyMatch(entry -> entry.getName().startsWith(CLASSES))) {
                    new Unpack(jar, Path.of(arguments[1]), Path.of(arguments[2])).run();
                }
            }
        }
    }

    /** Of a build with modules, each in a folder of its own or in one of those. */
    private static List<Path> startableOfModules(Path output) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> folders =
                Files.find(Path.of(""), 2, (path, facts) -> facts.isDirectory())) {
            for (Path folder : folders.sorted().toList()) {
                found.addAll(startable(folder.resolve(output)));
            }
        }
        return found;
    }

    private static List<Path> startable(Path output) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(output)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(output, "*.{jar,war}")) {
            for (Path file : files) {
                if (Files.isRegularFile(file)
                        && !NOT_STARTED.matcher(file.getFileName().toString()).matches()) {
                    try (JarFile jar = new JarFile(file.toFile())) {
                        Manifest manifest = jar.getManifest();
                        if (manifest != null
                                && manifest.getMainAttributes().getValue("Main-Class") != null) {
                            found.add(file);
                        }
                    }
                }
            }
        }
        return found;
    }

    private final JarFile jar;
    private final Path libraries;
    private final Path folder;

    /** The entries of the application by their names in the small jar. */
    private final Map<String, JarEntry> application = new TreeMap<>();

    private Unpack(JarFile jar, Path libraries, Path folder) {
        this.jar = jar;
        this.libraries = libraries;
        this.folder = folder;
        jar.stream()
                .filter(entry -> !entry.isDirectory())
                .forEach(
                        entry -> {
                            String name = entry.getName();
                            if (name.startsWith(CLASSES)) {
                                application.put(name.substring(CLASSES.length()), entry);
                            } else if (!name.startsWith("BOOT-INF/")
                                    && !name.startsWith("org/springframework/boot/loader/")
                                    && !name.equals(JarFile.MANIFEST_NAME)
                                    && !SIGNATURE.matcher(name).matches()) {
                                application.putIfAbsent(name, entry);
                            }
                        });
    }

    private void run() throws IOException {
        Map<String, JarEntry> wanted = libraries();
        for (Map.Entry<String, JarEntry> library : wanted.entrySet()) {
            keep(library.getValue(), libraries.resolve(library.getKey()));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries, "*.jar")) {
            for (Path file : files) {
                if (!wanted.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                    forgetArchive();
                }
            }
        }
        List<Path> paths = wanted.keySet().stream().map(libraries::resolve).toList();
        Attributes attributes = jar.getManifest().getMainAttributes();
        String main = attributes.getValue("Start-Class");
        boolean first =
                OF_STARTED_JARS.stream().anyMatch(name -> attributes.getValue(name) != null)
                        || collides(paths);
        Path app = folder.resolve("app.jar");
        writeApplication(app, main, first ? paths : List.of());
        Path link = folder.resolve("lib");
        Files.deleteIfExists(link);
        if (first) {
            Files.createSymbolicLink(link, folder.relativize(libraries));
        }
        String path = paths.stream().map(Path::toString).collect(Collectors.joining(":"));
        write("libraries", "-cp", path);
        if (first) {
            write("run", "-jar", app.toString());
        } else {
            write("run", "-cp", path + ":" + app, main);
        }
        System.out.println("order=" + (first ? "application" : "libraries"));
    }

    /** By their file names, in the order of the class path. */
    private Map<String, JarEntry> libraries() throws IOException {
        Map<String, JarEntry> found = new LinkedHashMap<>();
        JarEntry index = jar.getJarEntry("BOOT-INF/classpath.idx");
        if (index != null) {
            Matcher names = LIBRARY.matcher(new String(bytes(index), StandardCharsets.UTF_8));
            while (names.find()) {
                found.put(names.group(1), jar.getJarEntry(names.group()));
            }
        }
        jar.stream()
                .forEach(
                        entry -> {
                            Matcher name = LIBRARY.matcher(entry.getName());
                            if (name.matches()) {
                                found.putIfAbsent(name.group(1), entry);
                            }
                        });
        return found;
    }

    /** Leaves a library that is there already, so that the layer stays as it is. */
    private void keep(JarEntry entry, Path file) throws IOException {
        if (Files.isRegularFile(file)
                && Files.size(file) == entry.getSize()
                && checksum(file) == entry.getCrc()) {
            return;
        }
        forgetArchive();
        Files.write(file, bytes(entry));
        Files.setLastModifiedTime(file, LAYER_TIME);
    }

    private void forgetArchive() throws IOException {
        Files.deleteIfExists(libraries.resolve("classes.jsa"));
    }

    private static long checksum(Path file) throws IOException {
        try (CheckedInputStream content =
                new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
            content.transferTo(OutputStream.nullOutputStream());
            return content.getChecksum().getValue();
        }
    }

    /** Whether it matters who comes first: both have a class, a file, or files in a folder. */
    private boolean collides(List<Path> paths) throws IOException {
        Set<String> own = new HashSet<>();
        application.keySet().forEach(name -> addNames(name, own));
        for (Path path : paths) {
            try (JarFile library = new JarFile(path.toFile())) {
                Set<String> names = new HashSet<>();
                library.stream()
                        .filter(entry -> !entry.isDirectory())
                        .forEach(entry -> addNames(entry.getName(), names));
                names.retainAll(own);
                if (!names.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void addNames(String name, Set<String> names) {
        if (READ_FROM_ALL.matcher(name).matches()) {
            return;
        }
        names.add(name);
        int slash = name.lastIndexOf('/');
        if (slash > 0 && !name.endsWith(".class") && !name.startsWith("META-INF/")) {
            names.add(name.substring(0, slash + 1));
        }
    }

    /** The same bytes for the same classes. */
    private void writeApplication(Path file, String main, List<Path> classPath)
            throws IOException {
        Manifest manifest = jar.getManifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Main-Class", main);
        attributes
                .keySet()
                .removeIf(name -> name.toString().matches("Start-Class|Class-Path|Spring-Boot-.*"));
        if (!classPath.isEmpty()) {
            attributes.putValue(
                    "Class-Path",
                    classPath.stream()
                            .map(path -> path.getFileName().toUri().getRawPath())
                            .map(path -> "lib/" + path.substring(path.lastIndexOf('/') + 1))
                            .collect(Collectors.joining(" ")));
        }
        try (JarOutputStream target = new JarOutputStream(Files.newOutputStream(file))) {
            target.putNextEntry(entry(JarFile.MANIFEST_NAME));
            manifest.write(target);
            for (Map.Entry<String, JarEntry> each : application.entrySet()) {
                target.putNextEntry(entry(each.getKey()));
                target.write(bytes(each.getValue()));
            }
        }
        Files.setLastModifiedTime(file, LAYER_TIME);
    }

    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        return entry;
    }

    private byte[] bytes(JarEntry entry) throws IOException {
        try (InputStream content = jar.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private void write(String name, String... arguments) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            String quoted = argument.replace("\\", "\\\\").replace("\"", "\\\"");
            text.append('"').append(quoted).append("\"\n");
        }
        Files.writeString(folder.resolve(name), text);
    }
}
