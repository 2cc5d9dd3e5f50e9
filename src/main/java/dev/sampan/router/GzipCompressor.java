package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Compresses by gzip (RFC 1952); it takes about 270 KB. */
final class GzipCompressor implements Compressor {

    private static final int LEVEL = 4;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int LEAST = 256;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 checksum = new CRC32();
    private boolean begun;

    @Override
    public ByteBuf compress(ByteBuf content) {
        checksum.update(content.nioBuffer());
        deflater.setInput(content.nioBuffer());
        return deflated(Deflater.NO_FLUSH, content.readableBytes() / 2);
    }

    @Override
    public ByteBuf flush() {
        deflater.setInput(Unpooled.EMPTY_BUFFER.nioBuffer());
        return deflated(Deflater.SYNC_FLUSH, 0);
    }

    @Override
    public ByteBuf end() {
        deflater.setInput(Unpooled.EMPTY_BUFFER.nioBuffer());
        deflater.finish();
        ByteBuf out = deflated(Deflater.NO_FLUSH, 0);
        out.writeIntLE((int) checksum.getValue());
        return out.writeIntLE((int) deflater.getBytesRead());
    }

    private ByteBuf deflated(int mode, int expected) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(LEAST + expected);
        if (!begun) {
            begun = true;
            out.writeBytes(HEADER);
        }
        int room;
        int written;
        do {
            out.ensureWritable(LEAST);
            room = out.writableBytes();
            written = deflater.deflate(out.nioBuffer(out.writerIndex(), room), mode);
            out.writerIndex(out.writerIndex() + written);
        } while (written == room);
        return out;
    }

    @Override
    public void reset() {
        deflater.reset();
        checksum.reset();
        begun = false;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
