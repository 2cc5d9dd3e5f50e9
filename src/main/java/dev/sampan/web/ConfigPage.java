package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.EnvVars;
import dev.sampan.operation.Caller;
import dev.sampan.operation.ConfigOperations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The config vars of an app; a page holds the one value that was asked for, and no other. */
@Controller
final class ConfigPage {

    private final ConfigOperations config;
    private final AppPages pages;
    private final Actions actions;

    ConfigPage(ConfigOperations config, AppPages pages, Actions actions) {
        this.config = config;
        this.pages = pages;
        this.actions = actions;
    }

    @GetMapping("/apps/{app}/config")
    String list(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam(defaultValue = "") String show,
            Model model) {
        String page = pages.open(model, caller, app, "config");
        Set<String> own = config.of(caller, Optional.of(app)).values().keySet();
        EnvVars merged = config.merged(caller, Optional.of(app));
        model.addAttribute(
                "vars",
                merged.values().keySet().stream()
                        .map(
                                key ->
                                        new ConfigVar(
                                                key,
                                                key.equals(show)
                                                        ? merged.get(key).orElse(null)
                                                        : null,
                                                !own.contains(key)))
                        .toList());
        return page;
    }

    @PostMapping("/apps/{app}/config")
    String set(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String key,
            @RequestParam(defaultValue = "") String value,
            @RequestParam(defaultValue = "false") boolean restart,
            RedirectAttributes next) {
        String name = key.strip();
        actions.run(
                next,
                "Set " + name,
                CommandText.of(
                        "config:set", restart ? "" : "--no-restart", app.value(), name + "=…"),
                output -> {
                    config.set(caller, Optional.of(app), Map.of(name, unixLines(value)));
                    if (restart) {
                        config.restart(caller, app, "Set " + name, output);
                    }
                });
        return AppPages.redirect(app, "config");
    }

    @PostMapping("/apps/{app}/config/unset")
    String unset(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String key,
            @RequestParam(defaultValue = "false") boolean restart,
            RedirectAttributes next) {
        actions.run(
                next,
                "Removed " + key,
                CommandText.of("config:unset", restart ? "" : "--no-restart", app.value(), key),
                output -> {
                    config.unset(caller, Optional.of(app), List.of(key));
                    if (restart) {
                        config.restart(caller, app, "Unset " + key, output);
                    }
                });
        return AppPages.redirect(app, "config");
    }

    /** A form sends line ends as CR LF, whatever was typed. */
    private static String unixLines(String value) {
        return value.replace("\r\n", "\n");
    }
}
