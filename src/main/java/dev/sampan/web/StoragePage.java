package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.VolumeMount;
import dev.sampan.operation.Caller;
import dev.sampan.operation.StorageOperations;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What an app keeps over its deploys. */
@Controller
final class StoragePage {

    private static final String TAB = "storage";

    private final StorageOperations storage;
    private final VolumeSizes sizes;
    private final AppViews views;
    private final AppPages pages;
    private final Actions actions;

    StoragePage(
            StorageOperations storage,
            VolumeSizes sizes,
            AppViews views,
            AppPages pages,
            Actions actions) {
        this.storage = storage;
        this.sizes = sizes;
        this.views = views;
        this.pages = pages;
        this.actions = actions;
    }

    /**
     * A volume and where processes see it.
     *
     * @param text as commands write it
     * @param size what its files take of the app's disk, in words
     */
    record Row(String volume, String path, boolean readOnly, String text, String size) {}

    @GetMapping("/apps/{app}/storage")
    String list(Caller caller, @PathVariable AppName app, Model model) {
        String page = pages.open(model, caller, app, TAB);
        model.addAttribute(
                "mounts",
                storage.of(caller, app).stream()
                        .map(
                                mount ->
                                        new Row(
                                                mount.volume(),
                                                mount.target(),
                                                mount.readOnly(),
                                                mount.text(),
                                                sizes.of(app, mount.volume())))
                        .toList());
        model.addAttribute("disk", views.disk(caller, app));
        return page;
    }

    @PostMapping("/apps/{app}/storage")
    String mount(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String volume,
            @RequestParam String path,
            @RequestParam(defaultValue = "") String options,
            RedirectAttributes next) {
        String text = volume.strip() + ":" + path.strip() + options;
        actions.run(
                next,
                "Processes see %s at %s from their next start on"
                        .formatted(volume.strip(), path.strip()),
                CommandText.of("storage:mount", app.value(), text),
                _ -> {
                    var _ = storage.mount(caller, app, VolumeMount.parse(text));
                });
        return AppPages.redirect(app, TAB);
    }

    @PostMapping("/apps/{app}/storage/unmount")
    String unmount(
            Caller caller,
            @PathVariable AppName app,
            @RequestParam String mount,
            RedirectAttributes next) {
        actions.run(
                next,
                "Processes see it no more from their next start on; its files stay",
                CommandText.of("storage:unmount", app.value(), mount),
                _ -> {
                    var _ = storage.unmount(caller, app, VolumeMount.parse(mount));
                });
        return AppPages.redirect(app, TAB);
    }
}
