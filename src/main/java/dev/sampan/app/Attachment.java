package dev.sampan.app;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How dokku's properties attach an app to networks. Here all of them do at once, for as long as they are set. */
public enum Attachment {
    ATTACH_POST_CREATE,
    ATTACH_POST_DEPLOY,
    INITIAL_NETWORK;

    /** How people write it: `attach-post-create`. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of this name. */
    public static Optional<Attachment> find(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** The names of all. */
    public static String words() {
        return Arrays.stream(values()).map(Attachment::word).collect(Collectors.joining(", "));
    }
}
