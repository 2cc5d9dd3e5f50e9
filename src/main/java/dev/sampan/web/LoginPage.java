package dev.sampan.web;

import dev.sampan.account.Users;
import dev.sampan.host.SampanHome;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page on which a person signs in. */
@Controller
final class LoginPage {

    private final SampanHome home;

    LoginPage(SampanHome home) {
        this.home = home;
    }

    @GetMapping("/login")
    String login(
            @Nullable Principal principal,
            @RequestParam(required = false) @Nullable String error,
            @RequestParam(required = false) @Nullable String out,
            Model model) {
        if (principal != null) {
            return "redirect:/";
        }
        model.addAttribute("failed", error != null);
        model.addAttribute("out", out != null);
        model.addAttribute("name", Users.ADMIN);
        model.addAttribute("passwordFile", home.resolve("secrets", "admin-password").toString());
        return "login";
    }
}
