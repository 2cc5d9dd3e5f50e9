package dev.sampan.image;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Passes a layer on to several sinks at once. */
record TeeLayerSink(LayerSink first, List<LayerSink> others) implements LayerSink {

    @Override
    public void add(LayerEntry entry) throws IOException {
        first.add(entry);
        for (LayerSink other : others) {
            other.add(entry);
        }
    }

    @Override
    public OutputStream addFile(LayerEntry entry) throws IOException {
        List<OutputStream> streams = new ArrayList<>();
        streams.add(first.addFile(entry));
        for (LayerSink other : others) {
            streams.add(other.addFile(entry));
        }
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (OutputStream stream : streams) {
                    stream.write(bytes, offset, length);
                }
            }

            @Override
            public void close() throws IOException {
                for (OutputStream stream : streams) {
                    stream.close();
                }
            }
        };
    }
}
