package dev.sampan.build;

import dev.sampan.container.Mount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What builds take over from the host, so that they reach the same registries: proxies, settings of package managers, the
 * trusted certificates, and local folders that the settings name.
 *
 * @param variables the environment of every build
 * @param mounts what is shown of the host, all of it read-only
 */
record BuildEnvironment(Map<String, String> variables, List<Mount> mounts) {

    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final String BUNDLE = "/etc/ssl/certs/ca-certificates.crt";
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> PROXIES =
            Set.of("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy");

    /** Of the settings of npm and pnpm, Yarn, Composer and Bundler. */
    private static final List<String> PREFIXES =
            List.of("npm_config_", "yarn_", "composer_", "bundle_");

    /** Settings of Go and Maven; others of the same kind say where things are on this host. */
    private static final Set<String> NAMES =
            Set.of(
                    "GOPROXY",
                    "GOSUMDB",
                    "GONOSUMDB",
                    "GOPRIVATE",
                    "GONOPROXY",
                    "GOINSECURE",
                    "MAVEN_ARGS",
                    "MAVEN_OPTS");

    private static final Set<String> CERTIFICATE_VARIABLES =
            Set.of(
                    "SSL_CERT_FILE",
                    "NODE_EXTRA_CA_CERTS",
                    "PIP_CERT",
                    "REQUESTS_CA_BUNDLE",
                    "CURL_CA_BUNDLE",
                    "GIT_SSL_CAINFO");

    BuildEnvironment {
        variables = Map.copyOf(variables);
        mounts = List.copyOf(mounts);
    }

    /**
     * @param host the environment of this process
     * @param caBundle the certificates that the host trusts
     */
    static BuildEnvironment of(Map<String, String> host, Path caBundle) {
        Map<String, String> variables = new LinkedHashMap<>();
        Set<Path> folders = new TreeSet<>();
        host.forEach(
                (name, value) -> {
                    if (isTakenOver(name)) {
                        variables.put(name, value);
                        if (name.toUpperCase(Locale.ROOT).startsWith("PIP_")) {
                            folders.addAll(localFolders(value));
                        }
                    }
                });
        List<Mount> mounts = new ArrayList<>();
        if (Files.isRegularFile(caBundle)) {
            mounts.add(new Mount(caBundle.toAbsolutePath(), BUNDLE, true));
            CERTIFICATE_VARIABLES.forEach(name -> variables.put(name, BUNDLE));
        }
        folders.forEach(folder -> mounts.add(new Mount(folder, folder.toString(), true)));
        variables.put("PATH", PATH);
        variables.put("HOME", "/tmp");
        // /tmp is memory; what is unpacked and compiled belongs on the disk.
        variables.put("TMPDIR", "/var/tmp");
        variables.put("LANG", "C.UTF-8");
        variables.put("CI", "true");
        return new BuildEnvironment(variables, mounts);
    }

    private static boolean isTakenOver(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return PROXIES.contains(lower)
                || PREFIXES.stream().anyMatch(lower::startsWith)
                || NAMES.contains(name)
                || (lower.startsWith("pip_") && !lower.equals("pip_cert"));
    }

    /** The folders among the words of a setting such as `PIP_FIND_LINKS=/opt/wheels file:///srv/wheels`. */
    private static List<Path> localFolders(String value) {
        List<Path> folders = new ArrayList<>();
        for (String word : SPACE.splitAsStream(value).toList()) {
            String text = word.startsWith("file://") ? word.substring("file://".length()) : word;
            if (text.startsWith("/") && !text.contains("..")) {
                Path path = Path.of(text).normalize();
                if (path.getNameCount() > 0 && Files.isDirectory(path)) {
                    folders.add(path);
                }
            }
        }
        return folders;
    }
}
