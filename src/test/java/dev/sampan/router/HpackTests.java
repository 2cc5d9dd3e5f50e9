package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Header compression: the examples of RFC 7541 appendix C, and blocks that lie. */
class HpackTests {

    private final HpackDecoder decoder = new HpackDecoder();

    private List<String> decode(String hex) {
        List<String> fields = new ArrayList<>();
        ByteBuf block =
                Unpooled.directBuffer().writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
        try {
            decoder.decode(
                    block,
                    new byte[110_000],
                    (name, nameEnd, value, start, end) ->
                            fields.add(
                                    Ascii.text(name, 0, nameEnd)
                                            + "="
                                            + Ascii.text(value, start, end)));
        } finally {
            block.release();
        }
        return fields;
    }

    @Test
    void readsLiteralsWhenNothingIsCompressed() {
        assertThat(decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572"))
                .containsExactly("custom-key=custom-header");
        assertThat(decode("040c 2f73 616d 706c 652f 7061 7468"))
                .containsExactly(":path=/sample/path");
        assertThat(decode("1008 7061 7373 776f 7264 0673 6563 7265 74"))
                .containsExactly("password=secret");
        assertThat(decode("82")).containsExactly(":method=GET");
        assertThat(decode("be")).containsExactly("custom-key=custom-header");
    }

    @Test
    void readsRequestsWhenTextsAreHuffmans() {
        assertThat(decode("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
                .containsExactly(
                        ":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com");
        assertThat(decode("8286 84be 5886 a8eb 1064 9cbf"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=http",
                        ":path=/",
                        ":authority=www.example.com",
                        "cache-control=no-cache");
        assertThat(decode("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .containsExactly(
                        ":method=GET",
                        ":scheme=https",
                        ":path=/index.html",
                        ":authority=www.example.com",
                        "custom-key=custom-value");
    }

    @Test
    void forgetsTheOldestWhenTheTableIsSmall() {
        // Appendix C.6, for a table of 256 bytes.
        assertThat(
                        decode(
                                "3fe1 01 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8"
                                        + "2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8"
                                        + "e9ae 82ae 43d3"))
                .containsExactly(
                        ":status=302",
                        "cache-control=private",
                        "date=Mon, 21 Oct 2013 20:13:21 GMT",
                        "location=https://www.example.com");
        assertThat(decode("4883 640e ffc1 c0bf"))
                .containsExactly(
                        ":status=307",
                        "cache-control=private",
                        "date=Mon, 21 Oct 2013 20:13:21 GMT",
                        "location=https://www.example.com");
        assertThat(
                        decode(
                                "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff"
                                        + "c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960"
                                        + "d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5"
                                        + "b106 3d50 07"))
                .containsExactly(
                        ":status=200",
                        "cache-control=private",
                        "date=Mon, 21 Oct 2013 20:13:22 GMT",
                        "location=https://www.example.com",
                        "content-encoding=gzip",
                        "set-cookie=foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1");
        assertThatThrownBy(() -> decode("c2")).isInstanceOf(Http2Failure.class);
    }

    @Test
    void emptiesTheTableWhenAnEntryIsLargerThanIt() {
        decode("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572");
        String large = "61".repeat(4090);

        assertThat(decode("40 01 78 7f fb1e" + large)).containsExactly("x=" + "a".repeat(4090));

        assertThatThrownBy(() -> decode("be"))
                .isInstanceOf(Http2Failure.class)
                .hasMessageContaining("not there");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // number 0
                "be", // an entry that is not there
                "ffffffffffffffff7f", // a number too large
                "ff", // a number that ends early
                "40", // no name
                "400161", // no value
                "40016103", // a value that ends early
                "4001618300", // Huffman's that ends early
                "40016181 00", // padding that is not ones
                "40016182 ffff", // a padding of more than seven bits
                "40016184 fffffffc", // the end within a text
                "3fe21f", // a table larger than allowed
                "202020", // three changes of the table
                "8220", // a change behind a field
                "400a 6375"
            })
    void refusesWhenBlockIsMalformed(String hex) {
        assertThatThrownBy(() -> decode(hex))
                .isInstanceOfSatisfying(
                        Http2Failure.class,
                        failure -> {
                            assertThat(failure.error()).isEqualTo(Http2Error.COMPRESSION_ERROR);
                            assertThat(failure.stream()).isZero();
                        });
    }

    @Test
    void readsWhatItWroteWhenTextsAreLong() {
        AsciiWriter out = new AsciiWriter();
        HpackWriter.status(out.clear(), 200);
        HpackWriter.status(out, 418);
        HpackWriter.field(out, "x", "v".repeat(127));
        HpackWriter.field(out, "y", "v".repeat(20_000));
        ByteBuf block = out.toBuffer(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, 0);
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes).release();

        assertThat(decode(HexFormat.of().formatHex(bytes)))
                .containsExactly(
                        ":status=200",
                        ":status=418",
                        "x=" + "v".repeat(127),
                        "y=" + "v".repeat(20_000));
    }
}
