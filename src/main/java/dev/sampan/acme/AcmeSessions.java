package dev.sampan.acme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.springframework.stereotype.Component;

/** Connects to authorities, those of a private network included, whose roots are in a file. */
@Component
final class AcmeSessions {

    private final Optional<Path> trustedRoots;

    AcmeSessions(AcmeProperties properties) {
        this.trustedRoots = properties.trustedRoots();
    }

    Session open(URI directory) {
        return new Session(directory, new Provider());
    }

    private final class Provider extends GenericAcmeProvider {

        @Override
        public HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient.Builder builder =
                    HttpClient.newBuilder()
                            .connectTimeout(settings.getTimeout())
                            .followRedirects(HttpClient.Redirect.NORMAL);
            trustedRoots.ifPresent(file -> builder.sslContext(trusting(file)));
            return builder.build();
        }
    }

    private static SSLContext trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int number = 0;
            for (var root : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                roots.setCertificateEntry("root-" + number++, root);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(roots), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The roots '%s' (sampan.acme.trusted-roots) cannot be read".formatted(file), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "The roots '%s' (sampan.acme.trusted-roots) are no PEM certificates"
                            .formatted(file),
                    e);
        }
    }

    private static javax.net.ssl.TrustManager[] managers(@Nullable KeyStore roots)
            throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        return factory.getTrustManagers();
    }
}
