package dev.sampan.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Clients that reach what the programs of this host reach: they trust its certificates and use its proxy. */
final class HostHttp {

    private HostHttp() {}

    /**
     * A client that follows redirects.
     *
     * @param environment where `HTTPS_PROXY` is looked for
     * @param caBundle certificates to trust, in PEM; those of the JDK when there is no such file
     * @param patience the longest to wait for a connection
     */
    static HttpClient client(Map<String, String> environment, Path caBundle, Duration patience) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NORMAL);
        proxy(environment).ifPresent(proxy -> builder.proxy(ProxySelector.of(proxy)));
        if (Files.isRegularFile(caBundle)) {
            builder.sslContext(trusting(caBundle));
        }
        return builder.build();
    }

    static Optional<InetSocketAddress> proxy(Map<String, String> environment) {
        return Stream.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isBlank())
                .findFirst()
                .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                .filter(uri -> uri.getHost() != null)
                .map(
                        uri ->
                                InetSocketAddress.createUnresolved(
                                        uri.getHost(), uri.getPort() < 0 ? 3128 : uri.getPort()));
    }

    private static SSLContext trusting(Path bundle) {
        try (InputStream in = Files.newInputStream(bundle)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("host-" + number++, certificate);
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The certificates in '%s' cannot be read".formatted(bundle), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The certificates in '%s' cannot be used, see sampan.build.ca-bundle"
                            .formatted(bundle),
                    e);
        }
    }
}
