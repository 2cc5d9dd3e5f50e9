package dev.sampan.app;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A volume and where the processes of an app see it: one of the app's own, which outlives its releases and counts for its
 * disk limit, or a storage entry, which outlives apps and has a size of its own.
 *
 * @param volume the name: 1 to 63 lower-case letters, digits, dots, hyphens and underscores
 * @param target an absolute path inside
 * @param readOnly whether processes may only read it
 * @param shared whether it is the storage entry of that name
 */
public record VolumeMount(String volume, String target, boolean readOnly, boolean shared) {

    private static final Pattern VOLUME = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,62}");
    private static final Pattern TARGET = Pattern.compile("(/[A-Za-z0-9_.@+-]+){1,20}");
    private static final int LONGEST_TARGET = 200;

    /** What stands before the name of an entry in the settings; no volume of an app is called so. */
    private static final String SHARED = "@";

    /** Where dokku's users keep what they mount; only the last name of it means something here. */
    static final String DOKKU_FOLDER = "/var/lib/dokku/data/storage/";

    /** What the runtime and the platform put there themselves. */
    private static final List<Path> TAKEN =
            List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"), Path.of("/etc"));

    public VolumeMount {
        if (!VOLUME.matcher(volume).matches()) {
            throw RefusedException.invalid(
                    volume.startsWith("/")
                            ? "Folders of the host are not shown to apps. Name a volume of the app, as in uploads:/app/uploads"
                            : "'%s' is not a name of a volume. Write 1 to 63 lower-case letters, digits, dots, hyphens and underscores"
                                    .formatted(Excerpt.of(volume)));
        }
        if (!TARGET.matcher(target).matches()
                || target.length() > LONGEST_TARGET
                || !Path.of(target).normalize().toString().equals(target)) {
            throw RefusedException.invalid(
                    "'%s' is not a path where a volume can be seen. Write an absolute one, as in /app/uploads"
                            .formatted(Excerpt.of(target)));
        }
        if (target.equals("/app") || TAKEN.stream().anyMatch(Path.of(target)::startsWith)) {
            throw RefusedException.invalid(
                    "Nothing can be mounted at '%s', which the platform fills itself. Choose a folder of your own, as in /app/uploads"
                            .formatted(target));
        }
    }

    /**
     * Reads `uploads:/app/uploads`, perhaps with `:ro` behind it.
     *
     * @throws RefusedException when it is none, or names a folder of the host
     */
    public static VolumeMount parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2
                || parts.length > 3
                || (parts.length == 3 && !List.of("ro", "rw").contains(parts[2]))) {
            throw RefusedException.invalid(
                    "'%s' is not a volume and a path, as in uploads:/app/uploads or uploads:/app/uploads:ro"
                            .formatted(Excerpt.of(text)));
        }
        String volume =
                parts[0].startsWith(DOKKU_FOLDER)
                        ? parts[0].substring(DOKKU_FOLDER.length())
                        : parts[0];
        return new VolumeMount(volume, parts[1], parts.length == 3 && parts[2].equals("ro"), false);
    }

    /** Reads what {@link #kept} wrote. */
    static VolumeMount ofKept(String text) {
        return text.startsWith(SHARED) ? parse(text.substring(1)).ofEntry() : parse(text);
    }

    /** The same of the storage entry of that name. */
    public VolumeMount ofEntry() {
        return new VolumeMount(EntryName.parse(volume).value(), target, readOnly, true);
    }

    /** Whether they are seen at the same path, and are the same but for what may be done with them. */
    boolean isAt(VolumeMount other) {
        return target.equals(other.target) && volume.equals(other.volume) && shared == other.shared;
    }

    /** As the settings have it. */
    String kept() {
        return (shared ? SHARED : "") + text();
    }

    /** As people write it. */
    public String text() {
        return volume + ":" + target + (readOnly ? ":ro" : "");
    }
}
