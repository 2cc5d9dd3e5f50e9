package dev.sampan.web;

import dev.sampan.certificate.CertificateFacts;
import dev.sampan.certificate.StoredCertificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A certificate as a row.
 *
 * @param hosts which it covers, with a space between two
 * @param issuer who vouches for it
 * @param until the day on which it ends: `2027-01-31`
 * @param days until then; less than 0 when it ended
 * @param source `uploaded`, `generated` or `issued`
 * @param problem what is wrong with it; empty when nothing is
 */
record CertificateView(
        String hosts, String issuer, String until, long days, String source, String problem) {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
    private static final long SOON = 20;

    static CertificateView of(StoredCertificate certificate, boolean readable, Instant now) {
        CertificateFacts facts = certificate.facts();
        long days = Duration.between(now, facts.endsAt()).toDays();
        return new CertificateView(
                String.join(" ", facts.hosts()),
                facts.selfSigned() ? "nobody" : facts.issuer(),
                DAY.format(facts.endsAt()),
                days,
                certificate.source().name().toLowerCase(Locale.ROOT),
                problem(facts, readable, days, now));
    }

    private static String problem(
            CertificateFacts facts, boolean readable, long days, Instant now) {
        if (!readable) {
            return "Its file is missing or damaged. Send it again";
        }
        if (!now.isBefore(facts.endsAt())) {
            return "It has expired";
        }
        return days < SOON ? "It expires in %d days".formatted(days) : "";
    }
}
