package dev.sampan.image;

/** An image that has to be signed and is not, or not by a key that is trusted; nothing of it was unpacked. */
public final class UntrustedImageException extends RuntimeException {

    UntrustedImageException(String message) {
        super(message);
    }
}
