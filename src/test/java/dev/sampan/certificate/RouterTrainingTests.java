package dev.sampan.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.router.Certificate;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.RouteTable;
import dev.sampan.router.RouteTablePublisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterTrainingTests {

    @Test
    void writesAnAppWithACertificateThatCanBeRead(@TempDir Path home) {
        RouterTraining.write(home, 8000);

        RouteTable table = new RouteTablePublisher(home, Duration.ofSeconds(1)).current();
        assertThat(table.routes())
                .singleElement()
                .satisfies(route -> assertThat(route.hosts()).containsExactly(RouterTraining.HOST));
        Certificate certificate = table.certificates().getFirst();
        byte[] pem = new CertificateFiles(home).read(certificate.name(), certificate.digest());
        KeyedCertificate read = Pem.read(new String(pem, StandardCharsets.US_ASCII));
        assertThat(read.facts().hosts()).containsExactly(RouterTraining.HOST);
    }
}
