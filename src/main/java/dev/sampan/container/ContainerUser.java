package dev.sampan.container;

import dev.sampan.host.RootFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who a program is inside its container. The OCI runtime only ever gets the numbers.
 *
 * @param uid 0 to 65535
 * @param gid 0 to 65535
 */
record ContainerUser(int uid, int gid) {

    /** Where an image has its users and groups, and how large these may be. */
    static final List<String> FILES = List.of("/etc/passwd", "/etc/group");

    static final int LARGEST = 1 << 20;

    private static final int IDS = 65_536;
    private static final int ID = 2;

    /** An image with more of them does not keep the host busy. */
    private static final int MOST_USERS = 200;

    private static final int GROUP = 3;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    ContainerUser {
        if (uid < 0 || uid >= IDS || gid < 0 || gid >= IDS) {
            throw new ContainerStartException(
                    "The user %d:%d of the image is outside 0 to 65535".formatted(uid, gid));
        }
    }

    /**
     * The user that an image names. Without a group it is that of the user in `/etc/passwd`, or else 0, as other engines
     * have it.
     */
    static ContainerUser of(String text, RootFolder root) {
        String[] parts = text.split(":", 2);
        String group = parts.length > 1 ? parts[1] : "";
        Optional<Integer> uid = number(parts[0]);
        Optional<Integer> gid = number(group);
        if (uid.isPresent() && gid.isPresent()) {
            return new ContainerUser(uid.get(), gid.get());
        }
        Optional<List<String>> entry = entry(root, "/etc/passwd", parts[0], uid);
        return new ContainerUser(
                uid.or(() -> entry.flatMap(fields -> number(fields.get(ID))))
                        .orElseThrow(() -> unknown("user", parts[0], "/etc/passwd")),
                gid.or(() -> gid(root, group, entry))
                        .orElseThrow(() -> unknown("group", group, "/etc/group")));
    }

    /** The UIDs of the program, and of the first users that the image names: their files may be changed, too. */
    static Set<Integer> all(RootFolder root, ContainerUser program) {
        Set<Integer> uids = new TreeSet<>(Set.of(program.uid()));
        entries(root, "/etc/passwd")
                .flatMap(fields -> number(fields.get(ID)).stream())
                .filter(uid -> uid < IDS)
                .limit(MOST_USERS)
                .forEach(uids::add);
        return uids;
    }

    private static Optional<Integer> gid(
            RootFolder root, String group, Optional<List<String>> user) {
        if (!group.isEmpty()) {
            return entry(root, "/etc/group", group, Optional.empty())
                    .flatMap(fields -> number(fields.get(ID)));
        }
        return user.filter(fields -> fields.size() > GROUP)
                .flatMap(fields -> number(fields.get(GROUP)))
                .or(() -> Optional.of(0));
    }

    /** The first line with a name, or with a number where there is one. */
    private static Optional<List<String>> entry(
            RootFolder root, String file, String name, Optional<Integer> id) {
        return entries(root, file)
                .filter(
                        fields ->
                                id.isPresent()
                                        ? number(fields.get(ID)).equals(id)
                                        : fields.getFirst().equals(name))
                .findFirst();
    }

    private static Stream<List<String>> entries(RootFolder root, String file) {
        return root.read(file, LARGEST).stream()
                .flatMap(bytes -> new String(bytes, StandardCharsets.UTF_8).lines())
                .map(line -> List.of(line.split(":", -1)))
                .filter(fields -> fields.size() > ID);
    }

    private static Optional<Integer> number(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    private static ContainerStartException unknown(String kind, String name, String file) {
        return new ContainerStartException(
                "The %1$s '%2$s' of the image is not in its '%3$s', or that is no ordinary file of at most 1 MiB. Name the %1$s by its number"
                        .formatted(kind, name, file));
    }
}
