package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import dev.sampan.host.SampanHome;
import dev.sampan.host.ScriptedNames;
import dev.sampan.secret.TestSecrets;
import dev.sampan.unit.DataSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives and other repositories become commits, hostile ones do not, and what is not accepted leaves nothing. */
@Timeout(120)
class SourceImportsIntegrationTests {

    private static final AppName APP = AppName.parse("shop");
    private static final CommitAuthor AUTHOR = new CommitAuthor("Ada", "ada@example.com");

    @TempDir Path temp;

    @SuppressWarnings("NullAway.Init")
    private SourceRepositories repositories;

    private SourceImports imports;

    @BeforeEach
    void start() {
        imports = imports(true);
    }

    private SourceImports imports(boolean privateNetworks) {
        GitProperties properties =
                new GitProperties(
                        DataSize.ofMebibytes(4),
                        DataSize.ofMebibytes(1),
                        DataSize.ofMebibytes(3),
                        50,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1));
        RemoteSourceProperties bounds =
                new RemoteSourceProperties(
                        privateNetworks, DataSize.ofMebibytes(2), Duration.ofSeconds(30));
        repositories = new SourceRepositories(new SampanHome(temp.resolve("home")), properties);
        RemoteSources remote =
                new RemoteSources(
                        properties,
                        bounds,
                        SshHost.fetches(temp.resolve("home")),
                        new GitLogins(
                                new SampanHome(temp.resolve("home")),
                                TestSecrets.in(temp.resolve("home"))));
        return new SourceImports(
                repositories,
                new GitService(repositories, properties),
                remote,
                new ArchiveDownload(remote, bounds),
                properties);
    }

    @Test
    void makesCommitOfTarWithoutItsTopFolder() throws IOException {
        byte[] archive =
                Archives.tar()
                        .file("shop-1.0/Procfile", "web: ./run\n")
                        .file("shop-1.0/bin/run", "#!/bin/sh\n", 0100755)
                        .link("shop-1.0/latest", TarConstants.LF_SYMLINK, "bin/run")
                        .link("shop-1.0/again", TarConstants.LF_LINK, "shop-1.0/bin/run")
                        .zipped();

        String commit = accept(archive);

        Path into = temp.resolve("out");
        SourceRepository source = repositories.open(APP);
        assertThat(source.head("main")).hasValue(commit);
        source.export(commit, into);
        assertThat(into.resolve("Procfile")).hasContent("web: ./run\n");
        assertThat(into.resolve("bin/run")).isExecutable();
        assertThat(into.resolve("again")).isExecutable().hasContent("#!/bin/sh\n");
        assertThat(Files.readSymbolicLink(into.resolve("latest"))).hasToString("bin/run");
        RevCommit written = commit(commit);
        assertThat(written.getAuthorIdent().getName()).isEqualTo("Ada");
        assertThat(written.getAuthorIdent().getEmailAddress()).isEqualTo("ada@example.com");
        assertThat(written.getParentCount()).isZero();

        String next = accept(Archives.tar().file("Procfile", "web: other\n").bytes());
        assertThat(commit(next).getParent(0).name()).isEqualTo(commit);
    }

    @Test
    void makesCommitOfZip() throws IOException {
        String commit = accept(zip(Map.of("a/b.txt", "text", "run", "#!/bin/sh")));

        Path into = temp.resolve("out");
        repositories.open(APP).export(commit, into);
        assertThat(into.resolve("a/b.txt")).hasContent("text");
        assertThat(into.resolve("run")).isExecutable();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "/etc/cron.d/evil",
                "a/../../evil",
                ".git/hooks/post-receive",
                "a/.GIT/config",
                "a//b",
                "./../x",
                "a/./b",
            })
    void refusesPathsThatLeadElsewhere(String path) {
        byte[] archive = Archives.tar().file("ok", "x").file(path, "evil").bytes();

        refused(archive, "is not a safe name");
    }

    @Test
    void refusesWhatNoCommitCanHold() throws IOException {
        refused(
                Archives.tar().link("null", TarConstants.LF_CHR, "").bytes(),
                "neither a file, nor a folder, nor a link");
        refused(
                Archives.tar().link("x", TarConstants.LF_LINK, "none").bytes(),
                "does not come before it");
        refused(Archives.tar().file("a/a", "x").file("a/a/b", "y").bytes(), "file and a folder");
        refused(Archives.tar().file("folder/", "").bytes(), "has no files");
        refused(Archives.tar().file("large", "x".repeat(2 << 20)).bytes(), "max-object-size");
        Archives many = Archives.tar();
        for (int i = 0; i < 60; i++) {
            many.file("f" + i, "");
        }
        refused(many.bytes(), "more than 50 files");
    }

    @Test
    void refusesArchivesThatGrow() throws IOException {
        Archives bomb = Archives.tar();
        for (int i = 0; i < 10; i++) {
            bomb.file("f" + i, "0".repeat(900_000));
        }
        refused(bomb.zipped(), "max-tree-size");
        byte[] small = Archives.tar().file("a", "x").zipped();
        byte[] cut = java.util.Arrays.copyOf(small, small.length - 12);
        assertThatExceptionOfType(SourceExportException.class).isThrownBy(() -> accept(cut));
        assertNothingLeft();
    }

    @Test
    void refusesWhatIsNoArchive() {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> accept("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("neither a tar");
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> accept(new byte[0]));
    }

    @Test
    void keepsWithinTheDiskOfTheApp() throws IOException {
        RepositoryRoom room =
                new RepositoryRoom(DataSize.ofMebibytes(10), DataSize.ofBytes((10 << 20) - 20_000));
        byte[] random = new byte[500_000];
        new java.util.Random(7).nextBytes(random);
        byte[] archive =
                Archives.tar()
                        .file("random", new String(random, StandardCharsets.ISO_8859_1))
                        .bytes();

        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(
                        () ->
                                imports.archive(
                                        APP,
                                        new ByteArrayInputStream(archive),
                                        "main",
                                        AUTHOR,
                                        "m",
                                        _ -> Optional.of(room)))
                .withMessageContaining("does not fit on the disk");
        assertNothingLeft();
    }

    @Test
    void leavesNothingOfWhatIsNotAccepted() throws IOException {
        ImportedSource source =
                imports.archive(
                        APP,
                        new ByteArrayInputStream(Archives.tar().file("a", "x").bytes()),
                        "main",
                        AUTHOR,
                        "m",
                        SourceImportsIntegrationTests::unlimited);
        assertThat(source.changes("main")).isTrue();
        source.close();

        assertThat(repositories.open(APP).head("main")).isEmpty();
        assertNothingLeft();
    }

    @Test
    void fetchesArchivesOfTheWebButNotOfThisMachine() throws Exception {
        byte[] archive = Archives.tar().file("page", "fetched").zipped();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    if (exchange.getRequestURI().getPath().equals("/moved")) {
                        exchange.getResponseHeaders().set("Location", "/shop.tar.gz");
                        exchange.sendResponseHeaders(302, -1);
                    } else if (exchange.getRequestURI().getPath().equals("/gone")) {
                        exchange.sendResponseHeaders(404, -1);
                    } else {
                        exchange.sendResponseHeaders(200, archive.length);
                        exchange.getResponseBody().write(archive);
                    }
                    exchange.close();
                });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            try (ImportedSource source = fetchArchive(imports, base + "/moved")) {
                source.accept("main");
            }
            assertThat(repositories.open(APP).head("main")).isPresent();
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> fetchArchive(imports, base + "/gone"))
                    .withMessageContaining("404");
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(() -> fetchArchive(imports(false), base + "/shop.tar.gz"))
                    .withMessageContaining("private network");
            ScriptedNames.script("rebinds.test", "255.255.255.255", "127.0.0.1");
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    fetchArchive(
                                            imports(false),
                                            base.replace("127.0.0.1", "rebinds.test")
                                                    + "/shop.tar.gz"));
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(() -> fetchArchive(imports, "file:///etc/passwd"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void fetchesOtherRepositories() throws IOException {
        try (GitOverHttp server =
                GitOverHttp.serve(temp.resolve("remote"), Map.of("index.js", "one"))) {
            String commit;
            try (ImportedSource source =
                    imports.fetch(
                            APP,
                            server.address(),
                            Optional.empty(),
                            SourceImportsIntegrationTests::unlimited)) {
                commit = source.commit();
                assertThat(source.changes("main")).isTrue();
                source.accept("main");
            }
            assertThat(repositories.open(APP).head("main")).hasValue(commit);
            for (String ref : new String[] {"main", "v1", commit}) {
                try (ImportedSource again =
                        imports.fetch(
                                APP,
                                server.address(),
                                Optional.of(ref),
                                SourceImportsIntegrationTests::unlimited)) {
                    assertThat(again.commit()).as(ref).isEqualTo(commit);
                    assertThat(again.changes("main")).isFalse();
                }
            }
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    imports.fetch(
                                            APP,
                                            server.address(),
                                            Optional.of("none"),
                                            SourceImportsIntegrationTests::unlimited));
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    imports.fetch(
                                            APP,
                                            server.address(),
                                            Optional.of("0".repeat(39) + "1"),
                                            SourceImportsIntegrationTests::unlimited))
                    .withMessageContaining("has no commit");
            assertThat(repositories.open(APP).head("main")).hasValue(commit);
            repositories.open(APP).export(commit, temp.resolve("kept"));
            assertThat(temp.resolve("kept/index.js")).hasContent("one");
        }
        assertThat(temp.resolve("home/repos").toFile().list()).containsExactly("shop.git");
    }

    @Test
    void refusesRepositoriesThatAreTooLargeOrNotOfTheWeb() throws IOException {
        byte[] random = new byte[6 << 20];
        new java.util.Random(3).nextBytes(random);
        try (GitOverHttp server =
                GitOverHttp.serve(
                        temp.resolve("remote"),
                        Map.of("large", new String(random, StandardCharsets.ISO_8859_1)))) {
            assertThatExceptionOfType(SourceExportException.class)
                    .isThrownBy(
                            () ->
                                    imports.fetch(
                                            APP,
                                            server.address(),
                                            Optional.empty(),
                                            SourceImportsIntegrationTests::unlimited))
                    .withMessageContaining("larger than");
        }
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                imports.fetch(
                                        APP,
                                        URI.create("git://example.com/x.git"),
                                        Optional.empty(),
                                        SourceImportsIntegrationTests::unlimited))
                .withMessageContaining("https://");
        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(
                        () ->
                                imports(false)
                                        .fetch(
                                                APP,
                                                URI.create("http://me:secret@127.0.0.1:9/x.git"),
                                                Optional.empty(),
                                                SourceImportsIntegrationTests::unlimited))
                .withMessageContaining("private network")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        assertNothingLeft();
    }

    private static Optional<RepositoryRoom> unlimited(DataSize repository) {
        assertThat(repository.bytes()).isNotNegative();
        return Optional.empty();
    }

    private static ImportedSource fetchArchive(SourceImports imports, String address)
            throws InterruptedException {
        return imports.archive(
                APP,
                URI.create(address),
                "main",
                AUTHOR,
                "m",
                SourceImportsIntegrationTests::unlimited);
    }

    private String accept(byte[] archive) {
        try (ImportedSource source =
                imports.archive(
                        APP,
                        new ByteArrayInputStream(archive),
                        "main",
                        AUTHOR,
                        "m",
                        SourceImportsIntegrationTests::unlimited)) {
            source.accept("main");
            return source.commit();
        }
    }

    private void refused(byte[] archive, String why) {
        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(() -> accept(archive))
                .withMessageContaining(why);
        assertThat(repositories.open(APP).head("main")).isEmpty();
        assertNothingLeft();
    }

    /** No pack, and no file that was being written. */
    private void assertNothingLeft() {
        Path objects = repositories.open(APP).path().resolve("objects");
        assertThat(objects.resolve("pack")).isEmptyDirectory();
        assertThat(objects.toFile().list()).containsExactlyInAnyOrder("info", "pack");
    }

    private RevCommit commit(String id) throws IOException {
        try (Repository repository = repositories.open(APP).open();
                RevWalk walk = new RevWalk(repository)) {
            return walk.parseCommit(ObjectId.fromString(id));
        }
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(file.getKey());
                entry.setUnixMode(
                        UnixStat.FILE_FLAG | (file.getValue().startsWith("#!") ? 0755 : 0644));
                zip.putArchiveEntry(entry);
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
