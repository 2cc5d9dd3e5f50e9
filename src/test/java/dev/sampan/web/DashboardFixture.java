package dev.sampan.web;

import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.CronTask;
import dev.sampan.app.DomainName;
import dev.sampan.app.Domains;
import dev.sampan.app.Environments;
import dev.sampan.app.Formations;
import dev.sampan.app.LimitSettings;
import dev.sampan.app.ProcessType;
import dev.sampan.app.ReleaseDraft;
import dev.sampan.app.Releases;
import dev.sampan.deploy.ProcessControl;
import dev.sampan.deploy.TextDeployLog;
import dev.sampan.host.SampanHome;
import dev.sampan.scheduler.Keeper;

import org.springframework.context.ApplicationContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apps in every state, as the dashboard's tests need them. */
final class DashboardFixture {

    static final AppName SHOP = new AppName("shop");
    static final String SECRET = "s3cret-<b>value</b>";
    static final String SCRIPT = "<script>document.title='taken'</script>";

    private final ApplicationContext context;

    DashboardFixture(ApplicationContext context) {
        this.context = context;
    }

    /** `shop` runs with two releases, config, domains and a log; `blog` crashes; `notes` is stopped; `new-one` is new. */
    void install() throws Exception {
        Apps apps = context.getBean(Apps.class);
        if (apps.exists(SHOP)) {
            return;
        }
        for (String name : List.of("shop", "blog", "notes", "new-one")) {
            apps.create(new AppName(name));
        }
        Environments config = context.getBean(Environments.class);
        config.set(Optional.empty(), Map.of("TZ", "Europe/Madrid"));
        config.set(Optional.of(SHOP), Map.of("DATABASE_URL", SECRET, "GREETING", "other-value"));
        var _ = context.getBean(Domains.class).add(SHOP, new DomainName("shop.example.com"));
        release(SHOP, "Deploy 1a2b3c4 " + SCRIPT, "node worker.js");
        release(SHOP, "Deploy 5d6e7f8", "node worker.js");
        ProcessControl control = context.getBean(ProcessControl.class);
        control.start(SHOP, new TextDeployLog(_ -> {}));
        writeLog();
        release(new AppName("notes"), "Deploy 90ab12c", "node worker.js");
        control.stop(new AppName("notes"));
        crash(new AppName("blog"));
    }

    private void crash(AppName app) {
        release(app, "Deploy 77aa88b", "fail");
        context.getBean(Formations.class).scale(app, Map.of(new ProcessType("worker"), 1));
        context.getBean(Keeper.class).start();
    }

    private void release(AppName app, String description, String worker) {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("web", "node index.js");
        types.put("worker", worker);
        Releases releases = context.getBean(Releases.class);
        int number =
                releases.add(
                                app,
                                new ReleaseDraft(
                                        "sha256:" + "7f".repeat(32),
                                        Optional.of("1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b"),
                                        types,
                                        Map.of(),
                                        LimitSettings.NONE,
                                        Map.of(),
                                        List.of(
                                                new CronTask(
                                                        "tidy " + SCRIPT,
                                                        "@yearly",
                                                        false,
                                                        CronTask.Concurrency.FORBID)),
                                        description,
                                        "admin/laptop"))
                        .number();
        releases.activate(app, number);
    }

    private void writeLog() throws IOException {
        Path logs = context.getBean(SampanHome.class).resolve("apps", "shop", "logs");
        Files.createDirectories(logs);
        StringBuilder text = new StringBuilder();
        Instant start = Instant.now().minusSeconds(60);
        for (int i = 0; i < 40; i++) {
            text.append(
                    "%s stdout F \u001b[32mGET\u001b[0m /products/%d 200 in %d ms\n"
                            .formatted(start.plusSeconds(i), i, 3 + i % 7));
        }
        text.append("%s stdout F %s\n".formatted(start.plusSeconds(41), SCRIPT));
        Files.writeString(logs.resolve("web.1~test.log"), text);
    }
}
