package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.CronTask;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.HttpHeader;
import dev.sampan.app.HealthCheck.Kind;
import dev.sampan.build.AppJson.EnvEntry;
import dev.sampan.build.AppJson.FormationEntry;
import dev.sampan.build.AppJson.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppJsonTests {

    @Test
    void readsCommentsAndTrailingCommas() {
        AppJson appJson =
                AppJson.parse(
                        """
                        { // how it is looked after
                          "healthchecks": {"web": [
                            {"type": "startup", "name": "front", "path": "/health", "port": 8080, "content": "ok",
                             "httpHeaders": [{"name": "X-Probe", "value": "1"},], "attempts": 4, "timeout": 2, "wait": 1,
                             "initialDelay": 3, "warn": true},
                            {"type": "liveness", "command": ["true"]},
                            {"listening": true}, {"uptime": 10},
                          ]},
                          /* one more */
                          "formation": {"web": {"quantity": 2, "max_parallel": 1}, "worker": {}},
                          "scripts": {"dokku": {"predeploy": "make", "postdeploy": ""}, "postdeploy": "echo"},
                          "env": {"A": "default", "B": {"description": "key", "generator": "secret"},
                                  "C": {"value": "x", "required": false}},
                          "unknown": 1,
                        }
                        """);

        List<HealthCheck> checks = appJson.healthchecks().get("web");
        assertThat(checks).hasSize(4);
        assertThat(checks.getFirst())
                .isEqualTo(
                        new HealthCheck(
                                Kind.STARTUP,
                                "front",
                                Optional.of("/health"),
                                OptionalInt.of(8080),
                                Optional.of("ok"),
                                List.of(new HttpHeader("X-Probe", "1")),
                                List.of(),
                                false,
                                Optional.empty(),
                                4,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                true));
        assertThat(checks.get(1))
                .returns(Kind.LIVENESS, HealthCheck::kind)
                .returns(List.of("true"), HealthCheck::command)
                .returns(3, HealthCheck::attempts)
                .returns(Duration.ofSeconds(5), HealthCheck::timeout);
        assertThat(checks.get(2).listening()).isTrue();
        assertThat(checks.get(3).uptime()).contains(Duration.ofSeconds(10));
        assertThat(appJson.formation())
                .containsEntry("web", new FormationEntry(OptionalInt.of(2), OptionalInt.of(1)))
                .containsEntry(
                        "worker", new FormationEntry(OptionalInt.empty(), OptionalInt.empty()));
        assertThat(appJson.scripts()).isEqualTo(new Scripts(Optional.of("make"), Optional.empty()));
        assertThat(appJson.env())
                .containsEntry("A", new EnvEntry("", Optional.of("default"), false, false))
                .containsEntry("B", new EnvEntry("key", Optional.empty(), true, true))
                .containsEntry("C", new EnvEntry("", Optional.of("x"), false, false));
    }

    @Test
    void looksAtTheFrontPageWhenACheckNamesNothingElse() {
        AppJson appJson = AppJson.parse("{\"healthchecks\": {\"web\": [{\"attempts\": 2}]}}");

        assertThat(appJson.healthchecks())
                .hasEntrySatisfying(
                        "web", checks -> assertThat(checks.getFirst().path()).contains("/"));
        assertThat(appJson.warnings()).isEmpty();
    }

    @Test
    void warnsOfKeysThatMeanNothing() {
        AppJson appJson =
                AppJson.parse(
                        "{\"name\": \"x\", \"healthchecks\": {\"web\": [{\"uptime\": 1}, {\"path\":"
                                + " \"/\", \"scheme\": \"https\", \"initial_delay\": 3}]}}");

        assertThat(appJson.warnings())
                .containsExactly(
                        "app.json healthchecks.web[1]: 'scheme' is not known and has no effect",
                        "app.json healthchecks.web[1]: 'initial_delay' is not known and has no"
                                + " effect");
    }

    @Test
    void readsBuildpacks() {
        assertThat(AppJson.parse("{\"buildpacks\": [{\"url\": \"heroku/nodejs\"}]}").buildpacks())
                .containsExactly("heroku/nodejs");
    }

    @Test
    void readsTasks() {
        assertThat(
                        AppJson.parse(
                                        """
                                        {"cron": [
                                          {"command": "rake tidy", "schedule": "@daily"},
                                          {"command": "sync", "schedule": "*/5  * * * *", "maintenance": true,
                                           "concurrency_policy": "replace"}]}
                                        """)
                                .cron())
                .containsExactly(
                        new CronTask("rake tidy", "@daily", false, CronTask.Concurrency.ALLOW),
                        new CronTask("sync", "*/5 * * * *", true, CronTask.Concurrency.REPLACE));
    }

    @Test
    void readsEmptyObject() {
        AppJson appJson = AppJson.parse("{}");

        assertThat(appJson.healthchecks()).isEmpty();
        assertThat(appJson.formation()).isEmpty();
        assertThat(appJson.env()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\\n  \"env\": {\"A\": }\\n} | app.json line 2: ",
                "[] | app.json line 1: ",
                "null | app.json holds null",
                "{\"formation\": {\"web\": {\"quantity\": \"many\"}}} | app.json line 1,"
                        + " formation.web.quantity: it has to be a whole number",
                "{\"formation\": {\"web\": {\"quantity\": -1}}} | app.json line 1,"
                        + " formation.web.quantity: -1 is not from 0 to 100",
                "{\"healthchecks\": {\"web\": [{\"type\": \"x\"}]}} | app.json line 1,"
                        + " healthchecks.web[0].type: 'x' is not a type",
                "{\"healthchecks\": {\"web\": [{\"path\": \"x\"}]}} | app.json line 1,"
                        + " healthchecks.web[0].path: the path 'x'",
                "{\"healthchecks\": {\"web\": [{\"attempts\": 0}]}} | app.json line 1,"
                        + " healthchecks.web[0].attempts: 0 is not a number from 1 to 1000",
                "{\"healthchecks\": {\"web\": [{\"port\": 70000}]}} | app.json line 1,"
                        + " healthchecks.web[0].port: 70000 is not a port",
                "{\"healthchecks\": {\"web\": null}} | app.json line 1, healthchecks.web: it is"
                        + " null",
                "{\"healthchecks\": {\"web\": [null]}} | app.json line 1, healthchecks.web[0]: it"
                        + " is null",
                "{\"healthchecks\": {\"web\": [{\"timeout\": 0}]}} | app.json line 1,"
                        + " healthchecks.web[0].timeout: 0 is not a number of seconds from 1",
                "{\"healthchecks\": {\"web\": [{\"path\": \"/a b\"}]}} | app.json line 1,"
                        + " healthchecks.web[0].path: the path '/a b' cannot stand in a request",
                "{\"healthchecks\": {\"web\": [{\"command\": [null]}]}} | app.json line 1,"
                        + " healthchecks.web[0].command: a word is null",
                "{\"healthchecks\": {\"web\": [{\"httpHeaders\": [null]}]}} | app.json line 1,"
                        + " healthchecks.web[0].httpHeaders: a header has no name",
                "{\"healthchecks\": {\"web\": [{\"httpHeaders\": [{\"name\": \"a b\"}]}]}} |"
                        + " app.json line 1, healthchecks.web[0].httpHeaders: the header 'a b' cannot"
                        + " be sent",
                "{\"healthchecks\": {\"job\": [{\"listening\": true}]}} | app.json line 1,"
                        + " healthchecks.job[0]: 'port' is missing",
                "{\"formation\": {\"web\": null}} | app.json line 1, formation.web: it is null",
                "{\\n"
                        + " \"formation\": {\\n"
                        + "  \"web\": {},\\n"
                        + "  \"worker\": {\\n"
                        + "   \"quantity\": 101 }}} | app.json line 5, formation.worker.quantity: 101"
                        + " is not",
                "{\\n \"formation\": {\\n  \"WEB!\": {}}} | app.json line 3, formation.WEB!: ",
                "{\\n \"env\": {\\n  \"1A\": \"\"}} | app.json line 3, env.1A: Invalid key name",
                "{\\n"
                        + " \"buildpacks\": [\\n"
                        + " {\"url\": \"node\"}, {}]} | app.json line 3, buildpacks[1]: there is no"
                        + " url",
                "{\\n"
                        + " \"cron\": [\\n"
                        + "  {\"command\": \"x\", \"schedule\": \"soon\"}]} | app.json line 3,"
                        + " cron[0].schedule: 'soon' is not a schedule",
                "{\"cron\": [{\"schedule\": \"@daily\"}]} | app.json line 1, cron[0].command: a"
                        + " task needs a command",
                "{\"cron\": [null]} | app.json line 1, cron[0]: it is null",
                "{\"cron\": [{\"command\": \"x\", \"schedule\": \"@daily\", \"concurrency_policy\":"
                        + " \"x\"}]} | app.json line 1, cron[0].concurrency_policy: it is neither",
                "{\"cron\": [{\"command\": \"x\", \"schedule\": \"@daily\"}, {\"command\": \"x\","
                        + " \"schedule\": \"@daily\"}]} | app.json line 1, cron[1]: a task before it",
                "{\"healthchecks\": {\"web\": {}}} | app.json line 1, healthchecks.web: it has to"
                        + " be a list",
                "{\"cron\": [{\"command\": [\"a\"]}]} | app.json line 1, cron[0].command: it has"
                        + " to be a text",
                "{\"env\": {\"A\": 1}} | app.json line 1, env.A: it is neither a text nor an"
                        + " object",
            })
    void refusesWhenSomethingIsWrong(String text, String message) {
        assertThatExceptionOfType(BuildFailedException.class)
                .isThrownBy(() -> AppJson.parse(text.replace("\\n", "\n")))
                .withMessageStartingWith(message)
                .returns("app.json", BuildFailedException::stage);
    }
}
