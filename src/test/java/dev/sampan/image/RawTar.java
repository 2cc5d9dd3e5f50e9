package dev.sampan.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the headers of a tar byte by byte, so that they can say what no library would write. */
final class RawTar {

    private static final int RECORD = 512;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    RawTar entry(char type, String name, String link, byte[] content) {
        return entry(type, name, link, octal(content.length), content);
    }

    /** An entry whose header says another size than its content has. */
    RawTar entry(char type, String name, String link, byte[] size, byte[] content) {
        byte[] header = new byte[RECORD];
        put(header, 0, name.getBytes(StandardCharsets.UTF_8));
        put(header, 100, "0000755\0".getBytes(StandardCharsets.US_ASCII));
        put(header, 108, "0000000\0".getBytes(StandardCharsets.US_ASCII));
        put(header, 116, "0000000\0".getBytes(StandardCharsets.US_ASCII));
        put(header, 124, size);
        put(header, 136, octal(0));
        put(header, 148, "        ".getBytes(StandardCharsets.US_ASCII));
        header[156] = (byte) type;
        put(header, 157, link.getBytes(StandardCharsets.UTF_8));
        put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(header);
        bytes.writeBytes(content);
        bytes.writeBytes(new byte[(RECORD - content.length % RECORD) % RECORD]);
        return this;
    }

    RawTar file(String name) {
        return entry('0', name, "", "evil".getBytes(StandardCharsets.UTF_8));
    }

    RawTar symbolicLink(String name, String target) {
        return entry('2', name, target, new byte[0]);
    }

    RawTar hardLink(String name, String target) {
        return entry('1', name, target, new byte[0]);
    }

    RawTar folder(String name) {
        return entry('5', name, "", new byte[0]);
    }

    /** A record of an extended header, which holds for the next entry. */
    RawTar extended(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.getBytes(StandardCharsets.UTF_8).length;
        int total = length + Integer.toString(length + 2).length();
        return entry('x', "pax", "", (total + rest).getBytes(StandardCharsets.UTF_8));
    }

    /** GNU's way to a long name (L) or link (K) for the next entry. */
    RawTar gnu(char type, String text) {
        return entry(type, "././@LongLink", "", (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    static byte[] octal(long size) {
        return "%011o\0".formatted(size).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(new byte[2 * RECORD]);
        return whole.toByteArray();
    }

    private static void put(byte[] header, int at, byte[] field) {
        System.arraycopy(field, 0, header, at, field.length);
    }
}
