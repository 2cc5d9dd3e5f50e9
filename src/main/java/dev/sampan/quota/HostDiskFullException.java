package dev.sampan.quota;

/** The host's own disk has too little space left for what was asked. */
public final class HostDiskFullException extends RuntimeException {

    HostDiskFullException(String message) {
        super(message);
    }
}
