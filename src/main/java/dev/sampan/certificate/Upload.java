package dev.sampan.certificate;

import dev.sampan.app.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What somebody sends as a certificate: PEM texts one behind the other, or a tar with one `.crt` and one `.key`. */
final class Upload {

    private static final int MAGIC = 257;
    private static final int LARGEST = 1 << 20;

    private Upload() {}

    /**
     * Reads key and chain.
     *
     * @throws RefusedException when they are not there, or do not fit
     */
    static KeyedCertificate read(byte[] sent) {
        return Pem.read(isTar(sent) ? untar(sent) : new String(sent, StandardCharsets.ISO_8859_1));
    }

    private static boolean isTar(byte[] sent) {
        return sent.length > MAGIC + 5
                && new String(sent, MAGIC, 5, StandardCharsets.ISO_8859_1).equals("ustar");
    }

    private static String untar(byte[] sent) {
        StringBuilder text = new StringBuilder();
        int certificates = 0;
        int keys = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(sent))) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                boolean key = entry.getName().endsWith(".key");
                boolean certificate = entry.getName().endsWith(".crt");
                if (entry.isFile() && (key || certificate)) {
                    keys += key ? 1 : 0;
                    certificates += certificate ? 1 : 0;
                    text.append(new String(tar.readNBytes(LARGEST), StandardCharsets.ISO_8859_1))
                            .append('\n');
                }
            }
        } catch (IOException e) {
            RefusedException failure =
                    RefusedException.invalid("The tar cannot be read: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        if (certificates != 1 || keys != 1) {
            throw RefusedException.invalid(
                    "The tar has %d files '*.crt' and %d files '*.key'; it has to have one of each, the whole chain in the '.crt'"
                            .formatted(certificates, keys));
        }
        return text.toString();
    }
}
