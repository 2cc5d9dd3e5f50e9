package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Header blocks as chance has it: right ones that use all that there is, and changed ones. */
class HpackFuzzTests {

    private static final int CONNECTIONS = 300;
    private static final int BLOCKS = 40;

    private final byte[] scratch = new byte[110_000];

    /** What an encoder may do, with the table as a plain list. */
    private static final class Encoder {

        private final Random random;
        private final List<String[]> table = new ArrayList<>();
        private final List<String> fields = new ArrayList<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int limit = HpackTable.MAX_SIZE;

        Encoder(Random random) {
            this.random = random;
        }

        /** Writes a block; its fields are left in the list. */
        byte[] block() {
            out.reset();
            fields.clear();
            for (int i = random.nextInt(8) - 5; i > 0; i--) {
                limit = random.nextInt(HpackTable.MAX_SIZE + 1);
                number(0x20, 5, limit);
                evict(0);
            }
            for (int i = random.nextInt(12); i >= 0; i--) {
                if (!table.isEmpty() && random.nextInt(3) == 0) {
                    int index = random.nextInt(table.size());
                    number(0x80, 7, 62 + index);
                    fields.add(table.get(index)[0] + "=" + table.get(index)[1]);
                } else {
                    literal();
                }
            }
            return out.toByteArray();
        }

        private void literal() {
            boolean kept = random.nextBoolean();
            boolean named = !table.isEmpty() && random.nextInt(3) == 0;
            int index = named ? random.nextInt(table.size()) : -1;
            String name = named ? table.get(index)[0] : text(1 + random.nextInt(30));
            String value = text(random.nextInt(20) == 0 ? 5000 : random.nextInt(300));
            int never = random.nextBoolean() ? 0x10 : 0;
            number(kept ? 0x40 : never, kept ? 6 : 4, named ? 62 + index : 0);
            if (!named) {
                write(name);
            }
            write(value);
            fields.add(name + "=" + value);
            if (kept) {
                int size = name.length() + value.length() + 32;
                evict(size);
                if (size <= limit) {
                    table.addFirst(new String[] {name, value});
                }
            }
        }

        private void evict(int more) {
            while (!table.isEmpty() && size() + more > limit) {
                table.removeLast();
            }
        }

        private int size() {
            return table.stream().mapToInt(f -> f[0].length() + f[1].length() + 32).sum();
        }

        private String text(int length) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) (' ' + random.nextInt(95)));
            }
            return text.toString();
        }

        private void write(String text) {
            number(0, 7, text.length());
            out.writeBytes(Ascii.bytes(text));
        }

        private void number(int first, int prefix, int value) {
            int most = (1 << prefix) - 1;
            if (value < most) {
                out.write(first | value);
                return;
            }
            out.write(first | most);
            int rest = value - most;
            while (rest >= 128) {
                out.write(rest | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }
    }

    private List<String> decode(HpackDecoder decoder, byte[] block) {
        List<String> fields = new ArrayList<>();
        decoder.decode(
                Unpooled.wrappedBuffer(block),
                scratch,
                (name, nameEnd, value, start, end) ->
                        fields.add(
                                Ascii.text(name, 0, nameEnd)
                                        + "="
                                        + Ascii.text(value, start, end)));
        return fields;
    }

    @Test
    void readsWhateverAnEncoderMayWrite() {
        for (int seed = 0; seed < CONNECTIONS / 10; seed++) {
            Encoder encoder = new Encoder(new Random(seed));
            HpackDecoder decoder = new HpackDecoder();
            for (int i = 0; i < BLOCKS; i++) {
                byte[] block = encoder.block();
                assertThat(decode(decoder, block)).as("seed %d", seed).isEqualTo(encoder.fields);
            }
        }
    }

    @Test
    void refusesOrReadsWhenBytesAreChanged() {
        int refused = 0;
        for (int seed = 0; seed < CONNECTIONS; seed++) {
            Random random = new Random(seed);
            Encoder encoder = new Encoder(random);
            HpackDecoder decoder = new HpackDecoder();
            try {
                for (int i = 0; i < BLOCKS; i++) {
                    byte[] block = encoder.block();
                    block[random.nextInt(block.length)] = (byte) random.nextInt(256);
                    decode(decoder, block);
                }
            } catch (Http2Failure failure) {
                assertThat(failure.error()).isEqualTo(Http2Error.COMPRESSION_ERROR);
                refused++;
            }
        }
        assertThat(refused).isBetween(CONNECTIONS / 2, CONNECTIONS);
    }
}
