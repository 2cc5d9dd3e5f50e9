package dev.sampan.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.FakeMachine;
import dev.sampan.TemporaryPostgresql;
import dev.sampan.account.Door;
import dev.sampan.account.Role;
import dev.sampan.operation.Caller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

/** Every table is written, read and changed by the commands on PostgreSQL, as it is on H2. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.MOCK,
        properties = {"sampan.ssh.enabled=false", "sampan.scheduler.stop-timeout=0s"})
@Import(FakeMachine.class)
@DirtiesContext
@Timeout(120)
class CommandsOnPostgresqlIntegrationTests {

    private static final Caller ADMIN =
            new Caller("admin", Role.ADMIN, Door.SSH, Optional.of("test"));

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@laptop";

    @TempDir(cleanup = CleanupMode.NEVER)
    static Path home;

    @Autowired private CommandDispatcher dispatcher;

    @DynamicPropertySource
    static void usePostgresql(DynamicPropertyRegistry registry) {
        TemporaryPostgresql.configure(registry, "commands");
        registry.add("sampan.home", () -> home);
    }

    @Test
    void whatIsSetIsThereAndGoesWithTheApp() {
        List.of(
                        "apps:create blog",
                        "apps:create shop",
                        "config:set --no-restart shop A=b",
                        "config:set --global B=c",
                        "domains:add shop shop.example.com",
                        "domains:set-global example.org",
                        "resource:limit --memory 256m shop",
                        "resource:reserve --memory 64m shop",
                        "ps:scale --skip-deploy shop web=2",
                        "network:link shop blog",
                        "network:set shop private-ranges allowed",
                        "docker-options:add shop build '--build-arg A=b'",
                        "proxy:set shop client-rate-limit 20/s",
                        "routes:add shop /blog blog",
                        "proxy:set shop sticky-sessions true",
                        "registry:report shop",
                        "releases:set shop retention 3",
                        "builder:set shop build-dir app",
                        "registry:set shop image-repo me/shop",
                        "cron:set shop maintenance true",
                        "letsencrypt:set shop email a@example.com",
                        "certs:generate shop shop.example.com",
                        "storage:mount shop uploads:/app/uploads",
                        "users:add ann",
                        "acl:add shop ann",
                        "apps:lock shop",
                        "apps:unlock shop")
                .forEach(this::run);
        run("ssh-keys:add --user ann laptop", KEY);
        for (int number = 1; number <= 3; number++) {
            run("git:load-image shop owner/shop:" + number, "image " + number);
        }
        run("http-auth:add-user shop ann", "s3cret password");
        assertThat(run("secrets:rotate")).matches("(?s).*Sealed \\d+ values with the new key.*");
        run("releases:split shop v2=90 v3=10");
        run("apps:clone --skip-deploy shop copy");

        for (String app : List.of("shop", "copy")) {
            assertThat(run("config:get " + app + " A")).isEqualTo("b\n");
            assertThat(run("http-auth:report " + app)).contains("ann");
            assertThat(run("resource:report " + app + " --resource-_default_.limit.memory"))
                    .isEqualTo("256m\n");
            assertThat(run("network:report " + app + " --network-links")).isEqualTo("blog\n");
            assertThat(run("storage:list " + app)).contains("uploads:/app/uploads");
            assertThat(run("ps:scale " + app)).contains("web: 2");
            assertThat(run("docker-options:report " + app)).contains("--build-arg A=b");
        }
        assertThat(run("releases shop")).contains("v3", "v2", "v1");
        assertThat(run("releases:split shop")).contains("90 %", "10 %");
        assertThat(run("rollback shop v1")).contains("Release v4 is live");
        assertThat(run("certs:report shop --ssl-enabled")).isEqualTo("true\n");
        assertThat(run("urls shop"))
                .isEqualTo("https://shop.example.com\nhttp://shop.example.org\n");
        assertThat(run("acl:allowed ann")).contains("shop");
        assertThat(run("ssh-keys:list")).contains("NAME=\"laptop\"", "USER=\"ann\"");

        run("storage:create --label team=a data");
        run("storage:labels:set data team b");
        run("storage:mount shop data:/data");
        run("storage:set data size 2g");
        assertThat(run("storage:list-entries --format json"))
                .contains("\"size\":\"2g\",\"labels\":{\"team\":\"b\"},\"mounted_by\":[\"shop\"]");
        run("--force apps:destroy shop");
        run("storage:destroy --force data");
        run("storage:destroy --force --destroy-host-dir data");
        run("apps:create shop");
        assertThat(run("config:show shop")).doesNotContain("A:");
        assertThat(run("acl:allowed ann")).isEmpty();
        assertThat(run("storage:list shop --format json")).isEqualTo("[]\n");
        run("--force users:remove ann");
        assertThat(run("ssh-keys:list")).isEmpty();
    }

    private String run(String line) {
        return run(line, "");
    }

    private String run(String line, String input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                dispatcher.run(
                        ADMIN,
                        line,
                        new CommandSession.Streams(
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                                out,
                                err,
                                Optional.empty()));
        assertThat(code).as("%s: %s", line, err).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
