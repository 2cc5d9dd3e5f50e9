package dev.sampan.certificate;

import dev.sampan.app.AppName;
import dev.sampan.app.Settings;
import dev.sampan.certificate.StoredCertificate.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The certificate that each app had before its present one, to go back to; its file stays where it is. */
@Service
@Transactional
class FormerCertificates {

    private static final String SCOPE = "certificate";
    private static final String BEFORE = "before";

    private final Settings settings;

    FormerCertificates(Settings settings) {
        this.settings = settings;
    }

    /** One of them: its folder and the digest of its file. */
    record Former(String name, String digest, Source source) {

        private static Former parse(String text) {
            String[] words = text.split(" ", 3);
            return new Former(words[2], words[0], Source.valueOf(words[1]));
        }

        private String text() {
            return "%s %s %s".formatted(digest, source, name);
        }
    }

    @Transactional(readOnly = true)
    public Optional<Former> of(AppName app) {
        return settings.get(SCOPE, Optional.of(app), BEFORE).map(Former::parse);
    }

    @Transactional(readOnly = true)
    public List<Former> all() {
        List<Former> all = new ArrayList<>();
        settings.ofEach(SCOPE)
                .values()
                .forEach(
                        set ->
                                Optional.ofNullable(set.get(BEFORE))
                                        .map(Former::parse)
                                        .ifPresent(all::add));
        return all;
    }

    /** Keeps one that another one takes the place of. */
    public void keep(AppName app, StoredCertificate certificate) {
        Former former = new Former(certificate.name(), certificate.digest(), certificate.source());
        var _ = settings.set(SCOPE, Optional.of(app), BEFORE, Optional.of(former.text()));
    }

    public void forget(AppName app) {
        var _ = settings.set(SCOPE, Optional.of(app), BEFORE, Optional.empty());
    }
}
