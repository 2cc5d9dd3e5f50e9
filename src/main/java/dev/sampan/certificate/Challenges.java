package dev.sampan.certificate;

import dev.sampan.host.SampanHome;
import dev.sampan.router.Certificate;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.Challenge;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** What certificate authorities are waiting for; they ask again, so it is not kept when the control plane ends. */
@Component
public final class Challenges {

    private final CertificateFiles files;
    private final List<Challenge> answers = new CopyOnWriteArrayList<>();
    private final List<Certificate> certificates = new CopyOnWriteArrayList<>();

    Challenges(SampanHome home) {
        this.files = new CertificateFiles(home.home());
    }

    /** Has the router answer at `/.well-known/acme-challenge/<token>`, once the routes are published. */
    public void answer(String host, String token, String answer) {
        answers.add(new Challenge(host, token, answer));
    }

    /** Has the router show this certificate to who asks for `acme-tls/1`, once the routes are published. */
    public void show(String host, KeyedCertificate certificate) {
        String name = "challenge-" + host;
        certificates.removeIf(known -> known.name().equals(name));
        certificates.add(
                new Certificate(
                        name,
                        files.store(name, certificate.toPem()),
                        List.of(host),
                        Certificate.Use.CHALLENGE));
    }

    /** Forgets what a host was to answer. */
    public void forget(String host) {
        answers.removeIf(challenge -> challenge.host().equals(host));
        certificates.removeIf(known -> known.hosts().contains(host));
    }

    List<Challenge> answers() {
        return List.copyOf(answers);
    }

    List<Certificate> certificates() {
        return List.copyOf(certificates);
    }
}
