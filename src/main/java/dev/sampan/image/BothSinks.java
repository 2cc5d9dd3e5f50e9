package dev.sampan.image;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes a layer on to two sinks, neither of which this closes.
 *
 * @param first what fails here first is what is told
 * @param second gets what the first took
 */
record BothSinks(LayerSink first, LayerSink second) implements LayerSink {

    @Override
    public void add(LayerEntry entry) throws IOException {
        first.add(entry);
        second.add(entry);
    }

    @Override
    public OutputStream addFile(LayerEntry entry) throws IOException {
        OutputStream one = first.addFile(entry);
        OutputStream other = second.addFile(entry);
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                one.write(bytes, offset, length);
                other.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                try (other) {
                    one.close();
                }
            }
        };
    }
}
