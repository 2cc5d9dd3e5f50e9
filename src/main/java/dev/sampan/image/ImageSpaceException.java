package dev.sampan.image;

/** An image for which the disk has too little room; the message has the needed and the available bytes. */
public final class ImageSpaceException extends RuntimeException {

    ImageSpaceException(String message) {
        super(message);
    }
}
