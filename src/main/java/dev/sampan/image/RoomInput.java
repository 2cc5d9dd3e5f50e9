package dev.sampan.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is unpacked to the disk, for which there has to be room: a layer may be a thousand times what came of it. */
final class RoomInput extends FilterInputStream {

    /** So often the disk is looked at, and so much has to be left for the next part. */
    static final long CHECKED = 64L << 20;

    private final ImageSpace space;
    private long left = CHECKED;

    RoomInput(InputStream in, ImageSpace space) {
        super(in);
        this.space = space;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        spend(1);
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        spend(Math.max(0, read));
        return read;
    }

    private void spend(long bytes) {
        left -= bytes;
        if (left < 0) {
            space.require("The image", CHECKED, "the next part of a layer that is unpacked");
            left = CHECKED;
        }
    }
}
