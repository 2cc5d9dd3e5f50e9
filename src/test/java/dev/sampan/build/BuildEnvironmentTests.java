package dev.sampan.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.container.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildEnvironmentTests {

    @TempDir Path temp;

    @Test
    void takesOverProxiesAndSettingsOfPackageManagers() {
        BuildEnvironment environment =
                BuildEnvironment.of(
                        Map.of(
                                "HTTPS_PROXY", "http://proxy:3128",
                                "no_proxy", "localhost",
                                "NPM_CONFIG_STRICT_SSL", "true",
                                "PIP_TIMEOUT", "60",
                                "GOPROXY", "http://modules",
                                "GOPATH", "/root/go",
                                "MAVEN_ARGS", "-o",
                                "AWS_SECRET_ACCESS_KEY", "secret",
                                "PATH", "/opt/bin"),
                        temp.resolve("absent"));

        assertThat(environment.variables())
                .containsEntry("HTTPS_PROXY", "http://proxy:3128")
                .containsEntry("no_proxy", "localhost")
                .containsEntry("NPM_CONFIG_STRICT_SSL", "true")
                .containsEntry("PIP_TIMEOUT", "60")
                .containsEntry("GOPROXY", "http://modules")
                .containsEntry("MAVEN_ARGS", "-o")
                .doesNotContainKey("GOPATH")
                .containsEntry("PATH", BuildEnvironment.PATH)
                .doesNotContainKey("AWS_SECRET_ACCESS_KEY")
                .doesNotContainKey("SSL_CERT_FILE");
        assertThat(environment.mounts()).isEmpty();
    }

    @Test
    void showsCertificatesWhenHostHasThem() throws IOException {
        Path bundle = Files.writeString(temp.resolve("bundle.crt"), "certificate");

        BuildEnvironment environment =
                BuildEnvironment.of(Map.of("PIP_CERT", "/elsewhere.crt"), bundle);

        assertThat(environment.mounts())
                .containsExactly(new Mount(bundle, "/etc/ssl/certs/ca-certificates.crt", true));
        assertThat(environment.variables())
                .containsEntry("NODE_EXTRA_CA_CERTS", "/etc/ssl/certs/ca-certificates.crt")
                .containsEntry("PIP_CERT", "/etc/ssl/certs/ca-certificates.crt");
    }

    @Test
    void showsLocalFoldersThatPipIsGiven() throws IOException {
        Path wheels = Files.createDirectory(temp.resolve("wheels"));
        Path index = Files.createDirectory(temp.resolve("index"));

        BuildEnvironment environment =
                BuildEnvironment.of(
                        Map.of(
                                "PIP_FIND_LINKS", wheels + " /does/not/exist https://host/x",
                                "PIP_EXTRA_INDEX_URL", "file://" + index,
                                "NPM_CONFIG_PREFIX", temp.toString()),
                        temp.resolve("absent"));

        assertThat(environment.mounts())
                .containsExactlyInAnyOrder(
                        new Mount(wheels, wheels.toString(), true),
                        new Mount(index, index.toString(), true));
    }
}
