package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read of a client's first message. */
class ClientHelloTests {

    static ByteBuf message(ByteBuf extensions) {
        ByteBuf message = Unpooled.buffer();
        message.writeShort(0x0303).writeZero(32);
        message.writeByte(4).writeZero(4);
        message.writeShort(2).writeShort(0x1301);
        message.writeByte(1).writeByte(0);
        return message.writeShort(extensions.readableBytes()).writeBytes(extensions);
    }

    static ByteBuf name(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuf extension = Unpooled.buffer();
        extension.writeShort(0).writeShort(text.length + 5);
        extension.writeShort(text.length + 3).writeByte(0).writeShort(text.length);
        return extension.writeBytes(text);
    }

    private static ByteBuf protocols(String... names) {
        ByteBuf list = Unpooled.buffer();
        for (String name : names) {
            list.writeByte(name.length()).writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        }
        ByteBuf extension = Unpooled.buffer();
        extension.writeShort(16).writeShort(list.readableBytes() + 2);
        return extension.writeShort(list.readableBytes()).writeBytes(list);
    }

    @Test
    void readsTheNameInLowerCase() {
        assertThat(ClientHello.read(message(name("Shop.Example.COM"))))
                .isEqualTo(new ClientHello("shop.example.com", false));
        assertThat(ClientHello.read(message(Unpooled.EMPTY_BUFFER)))
                .isEqualTo(new ClientHello("", false));
    }

    @Test
    void knowsAChallengeByItsOnlyProtocol() {
        assertThat(ClientHello.read(message(protocols("acme-tls/1"))).challenge()).isTrue();
        assertThat(ClientHello.read(message(protocols("acme-tls/1", "h2"))).challenge()).isFalse();
        assertThat(ClientHello.read(message(protocols("h2", "http/1.1"))).challenge()).isFalse();
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String bad :
                new String[] {"", "a b", "a/b", "a..b", "a\u0000b", "x".repeat(254), "ü.de"}) {
            assertThatThrownBy(() -> ClientHello.read(message(name(bad))))
                    .as("'%s'", bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAMessageThatEndsEarly() {
        ByteBuf whole = message(name("shop.example.com"));
        byte[] bytes = new byte[whole.readableBytes()];
        whole.readBytes(bytes);
        for (int length = 0; length < bytes.length; length++) {
            ByteBuf part = Unpooled.wrappedBuffer(Arrays.copyOf(bytes, length));
            if (length != 45) { // there it may end: without any extension
                assertThatThrownBy(() -> ClientHello.read(part))
                        .as("%d bytes", length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void endsOnAnyBytes() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            try {
                assertThat(ClientHello.read(Unpooled.wrappedBuffer(bytes)).name().length())
                        .isLessThan(254);
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .hasMessageMatching(
                                "the message ends early|the server name is no host name");
            }
        }
    }
}
