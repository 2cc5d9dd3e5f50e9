package dev.sampan.web;

import dev.sampan.app.Allotment;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The limits of all apps that have none of their own. */
@Controller
final class GlobalLimitsPage {

    private final LimitForms forms;

    GlobalLimitsPage(LimitForms forms) {
        this.forms = forms;
    }

    @GetMapping("/limits")
    String list(Caller caller, Model model) {
        model.addAttribute("limits", forms.rows(caller, ResourceScope.GLOBAL, List.of()));
        return "limits";
    }

    @PostMapping("/limits")
    String limit(Caller caller, @RequestParam Map<String, String> form, RedirectAttributes next) {
        forms.set(caller, ResourceScope.GLOBAL, Allotment.LIMIT, form, next);
        return "redirect:/limits";
    }

    @PostMapping("/limits/clear")
    String clear(Caller caller, RedirectAttributes next) {
        forms.clear(caller, ResourceScope.GLOBAL, Allotment.LIMIT, next);
        return "redirect:/limits";
    }
}
