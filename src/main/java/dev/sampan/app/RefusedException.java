package dev.sampan.app;

/**
 * A request that was understood and refused: the one who asks can change it and ask again. Subclasses name the failure,
 * the kind says how a front door answers.
 */
public class RefusedException extends RuntimeException {

    /** Why a request is refused. */
    public enum Kind {
        /** The request itself is wrong. */
        INVALID,
        /** What it names does not exist. */
        NOT_FOUND,
        /** What exists stands against it. */
        CONFLICT,
        /** The caller may not do this. */
        FORBIDDEN
    }

    private final Kind kind;

    public RefusedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static RefusedException invalid(String message) {
        return new RefusedException(Kind.INVALID, message);
    }

    public static RefusedException notFound(String message) {
        return new RefusedException(Kind.NOT_FOUND, message);
    }

    public static RefusedException conflict(String message) {
        return new RefusedException(Kind.CONFLICT, message);
    }

    public static RefusedException forbidden(String message) {
        return new RefusedException(Kind.FORBIDDEN, message);
    }

    public Kind kind() {
        return kind;
    }
}
