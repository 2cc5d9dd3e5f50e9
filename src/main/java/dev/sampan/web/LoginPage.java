package dev.sampan.web;

import dev.sampan.account.Users;
import dev.sampan.host.SampanHome;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
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
        return page(error != null, out != null, null, model);
    }

    /** What {@link SignInFailure} answers a form with; nobody else has a reason to come here. */
    @RequestMapping(SignInFailure.WAIT_PAGE)
    String waitFirst(
            @RequestAttribute(name = SignInFailure.SECONDS, required = false)
                    @Nullable Long seconds,
            Model model) {
        return seconds == null ? "redirect:/login" : page(false, false, seconds, model);
    }

    private String page(boolean failed, boolean out, @Nullable Long seconds, Model model) {
        model.addAttribute("failed", failed);
        model.addAttribute("out", out);
        model.addAttribute("seconds", seconds);
        model.addAttribute("name", Users.ADMIN);
        model.addAttribute("passwordFile", home.resolve("secrets", "admin-password").toString());
        return "login";
    }
}
