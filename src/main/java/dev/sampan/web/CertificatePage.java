package dev.sampan.web;

import dev.sampan.acme.AcmeProperty;
import dev.sampan.app.AppName;
import dev.sampan.app.DomainName;
import dev.sampan.app.RefusedException;
import dev.sampan.certificate.TransportProperty;
import dev.sampan.operation.AcmeOperations;
import dev.sampan.operation.Caller;
import dev.sampan.operation.CertificateOperations;
import dev.sampan.operation.CertificateOperations.AppCertificates;
import dev.sampan.operation.CertificateOperations.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The certificate of an app. */
@Controller
final class CertificatePage {

    private final CertificateOperations certificates;
    private final AcmeOperations acme;
    private final AppPages pages;
    private final Actions actions;

    CertificatePage(
            CertificateOperations certificates,
            AcmeOperations acme,
            AppPages pages,
            Actions actions) {
        this.certificates = certificates;
        this.acme = acme;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/certificate")
    String show(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, "certificate");
        AppCertificates seen = certificates.of(caller, app);
        Transport transport = certificates.transport(caller, app);
        Instant now = Instant.now();
        model.addAttribute(
                "own",
                seen.own().map(one -> CertificateView.of(one, seen.readable(), now)).orElse(null));
        model.addAttribute(
                "shared",
                seen.shared().stream().map(one -> CertificateView.of(one, true, now)).toList());
        model.addAttribute("uncovered", seen.uncovered().stream().map(DomainName::value).toList());
        AcmeOperations.AppEnrollment authority = acme.of(caller, app);
        model.addAttribute("enrolled", authority.enrollment().isPresent());
        model.addAttribute(
                "problem",
                authority.enrollment().map(one -> AnsiText.strip(one.lastError())).orElse(""));
        model.addAttribute("email", authority.effective().getOrDefault(AcmeProperty.EMAIL, ""));
        model.addAttribute("redirect", holds(transport, TransportProperty.HTTPS_REDIRECT));
        model.addAttribute("hsts", holds(transport, TransportProperty.HSTS));
        return page;
    }

    private static boolean holds(Transport transport, TransportProperty property) {
        return "true".equals(transport.effective().get(property));
    }

    @PostMapping("/apps/{app}/certificate")
    String add(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String chain,
            @RequestParam String key,
            RedirectAttributes next) {
        byte[] sent = (chain + "\n" + key).getBytes(StandardCharsets.UTF_8);
        actions.run(
                next,
                "The certificate is in use now",
                CommandText.of("certs:add", app.value(), "server.crt", "server.key"),
                _ -> {
                    var _ = certificates.add(caller, Optional.of(app), sent);
                });
        return AppPages.redirect(app, "certificate");
    }

    @PostMapping("/apps/{app}/certificate/authority")
    String ask(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "The certificate is in use now, and is renewed by itself",
                CommandText.of("letsencrypt:enable", app.value()),
                _ -> {
                    var _ = acme.enable(caller, app, false);
                });
        return AppPages.redirect(app, "certificate");
    }

    @PostMapping("/apps/{app}/certificate/authority/leave")
    String leave(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "This app asks for no certificate any more",
                CommandText.of("letsencrypt:disable", app.value()),
                _ -> acme.disable(caller, app));
        return AppPages.redirect(app, "certificate");
    }

    @PostMapping("/apps/{app}/certificate/authority/email")
    String email(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String email,
            RedirectAttributes next) {
        Optional<String> wanted = Optional.of(email.strip()).filter(text -> !text.isEmpty());
        actions.run(
                next,
                "The authority writes to " + wanted.orElse("nobody in particular"),
                CommandText.of("letsencrypt:set", app.value(), "email", email.strip()),
                _ -> acme.set(caller, Optional.of(app), AcmeProperty.EMAIL, wanted));
        return AppPages.redirect(app, "certificate");
    }

    @PostMapping("/apps/{app}/certificate/remove")
    String remove(Caller caller, @PathVariable AppName app, RedirectAttributes next) {
        actions.run(
                next,
                "This app has no certificate of its own any more",
                CommandText.of("certs:remove", app.value()),
                _ -> certificates.remove(caller, app));
        return AppPages.redirect(app, "certificate");
    }

    @PostMapping("/apps/{app}/certificate/transport")
    String set(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String property,
            @RequestParam boolean wanted,
            RedirectAttributes next) {
        actions.run(
                next,
                "%s: %s".formatted(property, wanted),
                CommandText.of("certs:set", app.value(), property, Boolean.toString(wanted)),
                _ ->
                        certificates.set(
                                caller,
                                Optional.of(app),
                                TransportProperty.find(property)
                                        .orElseThrow(
                                                () ->
                                                        RefusedException.invalid(
                                                                "There is no such property of certificates")),
                                Optional.of(Boolean.toString(wanted))));
        return AppPages.redirect(app, "certificate");
    }
}
