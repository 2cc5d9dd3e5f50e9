package dev.sampan.router;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * How TLS is spoken: versions 1.2 and 1.3, with forward secrecy and authenticated encryption only.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9325">RFC 9325</a>
 */
final class TlsContexts {

    private static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsContexts() {}

    /**
     * Makes what handshakes with a certificate need.
     *
     * @param pem its key (PKCS #8) and its chain
     * @param trying whether it is tried that the two fit, which takes a process that was just started a third of a second
     * @throws IllegalArgumentException when something is missing, or they do not fit
     * @throws SSLException when they are of a kind that cannot be used
     */
    static SslContext make(byte[] pem, Certificate.Use use, boolean trying) throws SSLException {
        PemFile file = PemFile.read(pem);
        if (trying) {
            file.requireFit();
        }
        return SslContextBuilder.forServer(file.key(), file.chain())
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(CIPHERS)
                .applicationProtocolConfig(protocols(use))
                .option(OpenSslContextOption.USE_TASKS, false)
                .build();
    }

    private static ApplicationProtocolConfig protocols(Certificate.Use use) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                use == Certificate.Use.CHALLENGE
                        ? List.of(ClientHello.ACME)
                        : ProtocolChoice.OFFERED);
    }
}
