package dev.sampan.web;

import dev.sampan.app.Allotment;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ResourceScope;
import dev.sampan.operation.Caller;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The limits of all apps that have none of their own, for all processes and for those of one type, and what is reserved. */
@Controller
final class GlobalLimitsPage {

    private static final String PAGE = "redirect:/limits";

    /** Can be chosen before anything is set for them; others are written. */
    private static final List<String> USUAL = List.of("web", "worker");

    private final LimitForms forms;

    GlobalLimitsPage(LimitForms forms) {
        this.forms = forms;
    }

    @GetMapping("/limits")
    String list(Caller caller, Model model) {
        List<String> types =
                forms.typesSet(caller, ResourceScope.GLOBAL).stream()
                        .map(ProcessType::value)
                        .toList();
        model.addAttribute("types", types);
        model.addAttribute("flags", LimitForms.flags());
        model.addAttribute(
                "knownTypes",
                new TreeSet<>(Stream.of(types, USUAL).flatMap(Collection::stream).toList()));
        model.addAttribute("limits", forms.rows(caller, ResourceScope.GLOBAL, types));
        model.addAttribute("reserved", forms.reserved(caller, ResourceScope.GLOBAL, types));
        return "limits";
    }

    @PostMapping("/limits")
    String limit(
            Caller caller,
            @RequestParam(defaultValue = "") String type,
            @RequestParam Map<String, String> form,
            RedirectAttributes next) {
        forms.set(caller, scope(type), Allotment.LIMIT, form, next);
        return PAGE;
    }

    @PostMapping("/limits/clear")
    String clear(
            Caller caller, @RequestParam(defaultValue = "") String type, RedirectAttributes next) {
        forms.clear(caller, scope(type), Allotment.LIMIT, next);
        return PAGE;
    }

    @PostMapping("/reservations")
    String reserve(
            Caller caller,
            @RequestParam(defaultValue = "") String type,
            @RequestParam Map<String, String> form,
            RedirectAttributes next) {
        forms.set(caller, scope(type), Allotment.RESERVE, form, next);
        return PAGE;
    }

    @PostMapping("/reservations/clear")
    String clearReservations(
            Caller caller, @RequestParam(defaultValue = "") String type, RedirectAttributes next) {
        forms.clear(caller, scope(type), Allotment.RESERVE, next);
        return PAGE;
    }

    private static ResourceScope scope(String type) {
        return ResourceScope.GLOBAL.withType(LimitForms.type(type.strip()));
    }
}
