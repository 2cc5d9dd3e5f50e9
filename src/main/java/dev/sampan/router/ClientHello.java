package dev.sampan.router;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a client says first on a connection with TLS, as far as it decides which certificate is shown.
 *
 * @param name the server it asks for, in lower case; empty when it names none
 * @param challenge whether it is a certificate authority that asks for the answer to a challenge (RFC 8737)
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, section 4.1.2</a>
 */
record ClientHello(String name, boolean challenge) {

    static final String ACME = "acme-tls/1";

    private static final int RANDOM_END = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int PROTOCOLS = 16;
    private static final int LONGEST_NAME = 253;

    /**
     * Reads the body of the message, from its version on.
     *
     * @throws IllegalArgumentException when a length does not fit, or the name is no host name
     */
    static ClientHello read(ByteBuf message) {
        try {
            ByteBuf in = message.duplicate();
            in.skipBytes(RANDOM_END);
            in.skipBytes(in.readUnsignedByte());
            in.skipBytes(in.readUnsignedShort());
            in.skipBytes(in.readUnsignedByte());
            return in.isReadable() ? extensions(in) : new ClientHello("", false);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("the message ends early", e);
        }
    }

    private static ClientHello extensions(ByteBuf in) {
        ByteBuf all = in.readSlice(in.readUnsignedShort());
        String name = "";
        boolean challenge = false;
        while (all.isReadable()) {
            int type = all.readUnsignedShort();
            ByteBuf content = all.readSlice(all.readUnsignedShort());
            if (type == SERVER_NAME) {
                name = serverName(content);
            } else if (type == PROTOCOLS) {
                challenge = isChallenge(content);
            }
        }
        return new ClientHello(name, challenge);
    }

    private static String serverName(ByteBuf content) {
        ByteBuf list = content.readSlice(content.readUnsignedShort());
        int type = list.readUnsignedByte();
        ByteBuf text = list.readSlice(list.readUnsignedShort());
        String name = text.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (type != 0 || name.length() > LONGEST_NAME || !Route.isHost(name)) {
            throw new IllegalArgumentException("the server name is no host name");
        }
        return name;
    }

    /** A challenge offers its protocol and no other. */
    private static boolean isChallenge(ByteBuf content) {
        ByteBuf list = content.readSlice(content.readUnsignedShort());
        ByteBuf first = list.readSlice(list.readUnsignedByte());
        return !list.isReadable() && first.toString(StandardCharsets.ISO_8859_1).equals(ACME);
    }
}
