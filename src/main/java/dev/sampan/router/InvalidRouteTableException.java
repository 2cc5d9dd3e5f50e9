package dev.sampan.router;

/** A route table, or a part of one, that cannot be used. */
public final class InvalidRouteTableException extends RuntimeException {

    InvalidRouteTableException(String message) {
        super(message);
    }

    InvalidRouteTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
