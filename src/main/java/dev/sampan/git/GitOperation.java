package dev.sampan.git;

import java.util.Arrays;
import java.util.Optional;

/** What a git client asks a server to do, by the name it has on the wire. */
public enum GitOperation {
    /** Fetch and clone. */
    UPLOAD_PACK("git-upload-pack"),
    /** Push. */
    RECEIVE_PACK("git-receive-pack");

    private final String wireName;

    GitOperation(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The operation with a name as it comes over the wire; empty when there is none such. */
    public static Optional<GitOperation> ofWireName(String name) {
        return Arrays.stream(values()).filter(value -> value.wireName.equals(name)).findFirst();
    }
}
