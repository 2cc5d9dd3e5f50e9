package dev.sampan.certificate;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.router.Certificate;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.Challenge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Says which certificate the router shows for which host. */
@Component
public final class RouterCertificates {

    private final Certificates certificates;
    private final FormerCertificates former;
    private final Challenges challenges;
    private final CertificateFiles files;
    private List<Certificate> before = List.of();

    RouterCertificates(
            Certificates certificates,
            FormerCertificates former,
            Challenges challenges,
            SampanHome home) {
        this.certificates = certificates;
        this.former = former;
        this.challenges = challenges;
        this.files = new CertificateFiles(home.home());
    }

    /**
     * The certificates for the host names of apps, and what is shown for hosts without one.
     *
     * <p>An app's own certificate is shown for the app's host names only, whatever it names itself, so that no app can
     * take a host from another. Where it does not cover one of them and a global certificate does, that one is shown.
     */
    public List<Certificate> forHosts(Map<AppName, List<String>> hosts) {
        List<StoredCertificate> global = certificates.global();
        List<Certificate> wanted = new ArrayList<>();
        for (StoredCertificate own : certificates.all()) {
            own.app()
                    .filter(hosts::containsKey)
                    .map(app -> hosts(own, hosts.getOrDefault(app, List.of()), global))
                    .filter(names -> !names.isEmpty())
                    .ifPresent(names -> wanted.add(of(own, names)));
        }
        global.forEach(shared -> wanted.add(of(shared, shared.facts().hosts())));
        wanted.add(of(certificates.fallback(), List.of()));
        wanted.addAll(challenges.certificates());
        return wanted;
    }

    private static List<String> hosts(
            StoredCertificate own, List<String> hosts, List<StoredCertificate> global) {
        CertificateFacts facts = own.facts();
        return hosts.stream()
                .filter(
                        host ->
                                facts.covers(host)
                                        || global.stream()
                                                .noneMatch(shared -> shared.facts().covers(host)))
                .toList();
    }

    private static Certificate of(StoredCertificate certificate, List<String> hosts) {
        return new Certificate(
                certificate.name(), certificate.digest(), hosts, Certificate.Use.SERVER);
    }

    public List<Challenge> challenges() {
        return challenges.answers();
    }

    /** Removes the files that neither the published table nor the one before it names, and that no app can go back to. */
    public synchronized void sweep(List<Certificate> published) {
        Stream<Certificate> kept =
                former.all().stream()
                        .map(
                                one ->
                                        new Certificate(
                                                one.name(),
                                                one.digest(),
                                                List.of(),
                                                Certificate.Use.SERVER));
        files.sweep(Stream.of(published.stream(), before.stream(), kept).flatMap(all -> all));
        before = published;
    }
}
