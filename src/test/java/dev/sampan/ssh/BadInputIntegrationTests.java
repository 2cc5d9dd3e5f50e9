package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeMachine;
import dev.sampan.account.Door;
import dev.sampan.account.Role;
import dev.sampan.app.AppName;
import dev.sampan.operation.AppOperations;
import dev.sampan.operation.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Every command answers whatever is written behind it: with an exit code of its own, a reason, and no trace left. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:badinput;DB_CLOSE_DELAY=-1",
            "sampan.ssh.enabled=false",
            "sampan.scheduler.stop-timeout=0s"
        })
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(300)
class BadInputIntegrationTests {

    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Door.SSH, Optional.of("test"));
    private static final Caller VIEWER =
            new Caller("guest", Role.VIEWER, Door.SSH, Optional.empty());

    /** What stands behind the name of a command; none of it is right for any. */
    private static final List<String> WRONG =
            List.of(
                    "--nope shop",
                    "No_App",
                    "No_App x",
                    "nothing",
                    "nothing x",
                    "nothing x y",
                    "''",
                    "'' ''",
                    "a..b",
                    "../../etc",
                    "-x",
                    "--format",
                    "--format nope shop",
                    "--format nope",
                    "--num -1 shop",
                    "--num 99999999999 shop",
                    "x".repeat(300),
                    "shop 'a b' 'c d' 'e f' 'g h'",
                    "shop \u00fc=\u00fc",
                    "shop web=-1",
                    "shop release=1",
                    "shop *.*",
                    "shop vvv",
                    "shop v99999999999",
                    "--process-type 'a b' --memory 1g shop",
                    "--memory nope shop",
                    "--global shop extra");

    /** Says by its exit code alone that there is nothing. */
    private static final Set<String> SILENT = Set.of("git:auth-status ", "config:get");

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private CommandDispatcher dispatcher;
    @Autowired private CommandTable table;
    @Autowired private AppOperations apps;

    private record Answer(String line, int code, String out, String err) {}

    @DynamicPropertySource
    static void useTemporaryHome(DynamicPropertyRegistry registry) {
        registry.add("sampan.home", () -> home);
    }

    @Test
    void isRefusedByEveryCommandWithAReason() {
        List<Answer> answers = new ArrayList<>();
        for (CommandGroup group : table.groups()) {
            for (CommandEntry entry : group.commands()) {
                // Another command may have taken the name in good faith.
                if (apps.list(ADMIN).stream().noneMatch(AppName.parse("shop")::equals)) {
                    apps.create(ADMIN, AppName.parse("shop"));
                }
                answers.add(run(ADMIN, entry.name(), ""));
                WRONG.forEach(wrong -> answers.add(run(ADMIN, entry.name(), wrong)));
                run(ADMIN, "--force apps:destroy", "nothing");
            }
        }
        assertThat(answers)
                .allSatisfy(
                        answer -> {
                            assertThat(answer.code()).as(answer.toString()).isIn(0, 1, 20);
                            assertThat(answer.err()).doesNotContain("Internal error");
                            if (answer.code() != 0
                                    && SILENT.stream().noneMatch(answer.line()::startsWith)) {
                                assertThat(answer.err()).as(answer.line()).startsWith(" !     ");
                                assertThat(answer.err().strip().length())
                                        .as(answer.line())
                                        .isGreaterThan(12);
                            }
                        });
    }

    @Test
    void changesNothingForWhoMayOnlyLook() {
        if (apps.list(ADMIN).stream().noneMatch(AppName.parse("shop")::equals)) {
            apps.create(ADMIN, AppName.parse("shop"));
        }
        for (String line :
                List.of(
                        "apps:create blog",
                        "--force apps:destroy shop",
                        "apps:lock shop",
                        "config:set shop A=1",
                        "config:show shop",
                        "config:set --global A=1",
                        "domains:add shop a.test",
                        "domains:add-global a.test",
                        "git:set shop deploy-branch main",
                        "network:set shop private-ranges allowed",
                        "ps:scale shop web=2",
                        "ps:rebuild shop",
                        "ps:suspend",
                        "resource:limit --memory 100 shop",
                        "resource:limit-clear --global",
                        "rollback shop v1",
                        "ssh-keys:list")) {
            Answer answer = run(VIEWER, line, "");
            assertThat(answer.code()).as(line).isEqualTo(1);
            assertThat(answer.err()).as(line).isEqualTo(" !     Access denied\n");
        }
        assertThat(run(VIEWER, "apps:report", "shop --app-locked").out()).isEqualTo("false\n");
    }

    private Answer run(Caller caller, String command, String arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String line = (command + " " + arguments).strip();
        int code =
                dispatcher.run(
                        caller,
                        line,
                        new CommandSession.Streams(
                                new ByteArrayInputStream(new byte[0]), out, err, Optional.empty()));
        return new Answer(
                line,
                code,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8));
    }
}
