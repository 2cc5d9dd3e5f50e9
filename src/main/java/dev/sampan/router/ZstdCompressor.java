package dev.sampan.router;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;

/** Compresses by Zstandard (RFC 8878), with a window of 128 KiB; it takes about 600 KB. */
final class ZstdCompressor implements Compressor {

    private static final int LEVEL = 1;
    private static final int WINDOW_LOG = 17;
    private static final int LEAST = 256;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdCompressor() {
        prepare();
    }

    private void prepare() {
        context.setLevel(LEVEL).setWindowLog(WINDOW_LOG);
    }

    @Override
    public ByteBuf compress(ByteBuf content) {
        if (content.isDirect()) {
            return compressed(
                    content.nioBuffer(), EndDirective.CONTINUE, content.readableBytes() / 2);
        }
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(content.readableBytes());
        try {
            copy.writeBytes(content.duplicate());
            return compressed(copy.nioBuffer(), EndDirective.CONTINUE, copy.readableBytes() / 2);
        } finally {
            copy.release();
        }
    }

    @Override
    public ByteBuf flush() {
        return compressed(NOTHING.duplicate(), EndDirective.FLUSH, 0);
    }

    @Override
    public ByteBuf end() {
        return compressed(NOTHING.duplicate(), EndDirective.END, 0);
    }

    private ByteBuf compressed(ByteBuffer source, EndDirective mode, int expected) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(LEAST + expected);
        boolean done;
        do {
            out.ensureWritable(LEAST);
            ByteBuffer room = out.nioBuffer(out.writerIndex(), out.writableBytes());
            int start = room.position();
            done = context.compressDirectByteBufferStream(room, source, mode);
            out.writerIndex(out.writerIndex() + room.position() - start);
        } while (mode == EndDirective.CONTINUE ? source.hasRemaining() : !done);
        return out;
    }

    @Override
    public void reset() {
        context.reset();
        prepare();
    }

    @Override
    public void close() {
        context.close();
    }
}
