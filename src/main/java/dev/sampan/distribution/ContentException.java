package dev.sampan.distribution;

import dev.sampan.app.RefusedException;

/** Something that the distribution protocol has an error code for; the message is for the one who pushes or pulls. */
public final class ContentException extends RefusedException {

    /**
     * The codes that are used here.
     *
     * @see <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">error codes</a>
     */
    public enum Code {
        BLOB_UNKNOWN(Kind.NOT_FOUND),
        BLOB_UPLOAD_INVALID(Kind.INVALID),
        BLOB_UPLOAD_UNKNOWN(Kind.NOT_FOUND),
        DIGEST_INVALID(Kind.INVALID),
        MANIFEST_BLOB_UNKNOWN(Kind.INVALID),
        MANIFEST_INVALID(Kind.INVALID),
        MANIFEST_UNKNOWN(Kind.NOT_FOUND),
        NAME_INVALID(Kind.INVALID),
        NAME_UNKNOWN(Kind.NOT_FOUND),
        /** More than there is room for, or than is allowed. */
        SIZE_INVALID(Kind.INVALID),
        UNSUPPORTED(Kind.CONFLICT),
        /** A chunk that does not begin where the last one ended. */
        RANGE_INVALID(Kind.INVALID);

        private final Kind kind;

        Code(Kind kind) {
            this.kind = kind;
        }
    }

    private final Code code;

    public ContentException(Code code, String message) {
        super(code.kind, message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
