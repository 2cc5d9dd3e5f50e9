package dev.sampan.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sampan.app.AppName;
import dev.sampan.host.SampanHome;
import dev.sampan.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits are written to disk as they are, and hostile ones not at all. */
class SourceExportIntegrationTests {

    private static final AppName APP = AppName.parse("shop");
    private static final Instant COMMITTED = Instant.parse("2025-03-01T12:00:00Z");

    @TempDir Path temp;

    private SourceRepository repository;

    @BeforeEach
    void makeRepository() {
        GitProperties properties =
                new GitProperties(
                        DataSize.ofMebibytes(4),
                        DataSize.ofMebibytes(4),
                        DataSize.ofBytes(100_000),
                        500,
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(1));
        repository =
                new SourceRepositories(new SampanHome(temp.resolve("home")), properties).open(APP);
    }

    @Test
    void writesFilesModesAndTimes() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter inner = new TreeFormatter();
                            inner.append("größe.txt", FileMode.REGULAR_FILE, blob(inserter, "2"));
                            TreeFormatter tree = new TreeFormatter();
                            tree.append("bin", FileMode.TREE, inserter.insert(inner));
                            tree.append("link", FileMode.SYMLINK, blob(inserter, "/etc/passwd"));
                            tree.append("run", FileMode.EXECUTABLE_FILE, blob(inserter, "#!"));
                            return tree;
                        });
        Path into = temp.resolve("tree");

        SourceTree tree = repository.export(commit, into);

        assertThat(into.resolve("bin/größe.txt")).hasContent("2");
        assertThat(into.resolve("bin/größe.txt").toFile().canExecute()).isFalse();
        assertThat(Files.isExecutable(into.resolve("run"))).isTrue();
        assertThat(Files.readSymbolicLink(into.resolve("link"))).hasToString("/etc/passwd");
        assertThat(Files.getLastModifiedTime(into.resolve("run")).toInstant()).isEqualTo(COMMITTED);
        assertThat(Files.getLastModifiedTime(into.resolve("bin")).toInstant()).isEqualTo(COMMITTED);
        assertThat(
                        Files.getLastModifiedTime(into.resolve("link"), LinkOption.NOFOLLOW_LINKS)
                                .toInstant())
                .isEqualTo(COMMITTED);
        assertThat(tree)
                .returns(commit, SourceTree::commit)
                .returns(4, SourceTree::files)
                .returns(DataSize.ofBytes(3), SourceTree::size);
    }

    @Test
    void tellsOfFileThatGitLfsKeepsElsewhere() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter tree = new TreeFormatter();
                            tree.append("a", FileMode.REGULAR_FILE, blob(inserter, "version 1"));
                            tree.append(
                                    "video",
                                    FileMode.REGULAR_FILE,
                                    blob(
                                            inserter,
                                            "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n"));
                            return tree;
                        });

        assertThat(repository.export(commit, temp.resolve("tree")).pointer()).contains("video");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                ".git",
                ".GIT",
                ".gIt",
                "git~1",
                "GIT~1",
                ".git.",
                ".git ",
                ".g\u200cit"
            })
    void refusesNameThatLeadsElsewhere(String name) throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter tree = new TreeFormatter();
                            append(tree, name, FileMode.REGULAR_FILE, blob(inserter, "x"));
                            return tree;
                        });

        assertRefused(commit, "is not a safe name");
    }

    @Test
    void refusesFolderNamedLikeRepository() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter hooks = new TreeFormatter();
                            hooks.append("config", FileMode.REGULAR_FILE, blob(inserter, "x"));
                            TreeFormatter tree = new TreeFormatter();
                            append(tree, ".Git", FileMode.TREE, inserter.insert(hooks));
                            return tree;
                        });

        assertRefused(commit, "'.Git' is not a safe name");
    }

    @Test
    void doesNotFollowLinkWhenFolderHasTheSameName() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter inner = new TreeFormatter();
                            inner.append("file", FileMode.REGULAR_FILE, blob(inserter, "x"));
                            TreeFormatter tree = new TreeFormatter();
                            tree.append("a", FileMode.SYMLINK, blob(inserter, outside.toString()));
                            append(tree, "a", FileMode.TREE, inserter.insert(inner));
                            return tree;
                        });

        assertRefused(commit, "'a' occurs twice");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void refusesNameWithSlash() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter tree = new TreeFormatter();
                            append(tree, "../out", FileMode.REGULAR_FILE, blob(inserter, "x"));
                            return tree;
                        });

        assertRefused(commit, "is not a safe name");
        assertThat(temp.resolve("out")).doesNotExist();
    }

    @Test
    void refusesSubmodule() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter tree = new TreeFormatter();
                            tree.append("lib", FileMode.GITLINK, ObjectId.zeroId());
                            return tree;
                        });

        assertRefused(commit, "'lib' is a submodule");
    }

    @Test
    void refusesWhenThereAreTooManyFiles() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter level = new TreeFormatter();
                            level.append("f", FileMode.REGULAR_FILE, blob(inserter, "x"));
                            ObjectId id = inserter.insert(level);
                            for (int depth = 0; depth < 10; depth++) {
                                level = new TreeFormatter();
                                for (int i = 0; i < 10; i++) {
                                    level.append("d" + i, FileMode.TREE, id);
                                }
                                id = inserter.insert(level);
                            }
                            return level;
                        });

        assertRefused(commit, "has more than 500 files");
    }

    @Test
    void refusesWhenFilesAreTooLarge() throws IOException {
        String commit =
                commit(
                        inserter -> {
                            TreeFormatter tree = new TreeFormatter();
                            ObjectId large = blob(inserter, "x".repeat(60_000));
                            tree.append("a", FileMode.REGULAR_FILE, large);
                            tree.append("b", FileMode.REGULAR_FILE, large);
                            return tree;
                        });

        assertRefused(commit, "have more than");
    }

    @Test
    void refusesUnknownCommit() {
        assertRefused("0123456789012345678901234567890123456789", "has no commit");
        assertRefused("main", "is not the id of a commit");
    }

    private void assertRefused(String commit, String message) {
        assertThatExceptionOfType(SourceExportException.class)
                .isThrownBy(() -> repository.export(commit, temp.resolve("tree")))
                .withMessageContaining(message);
    }

    private interface Content {
        TreeFormatter write(ObjectInserter inserter) throws IOException;
    }

    private String commit(Content content) throws IOException {
        try (Repository bare = repository.open();
                ObjectInserter inserter = bare.newObjectInserter()) {
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(content.write(inserter)));
            PersonIdent person =
                    new PersonIdent("A", "a@localhost", COMMITTED, java.time.ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage("test");
            String id = inserter.insert(commit).name();
            inserter.flush();
            return id;
        }
    }

    private static ObjectId blob(ObjectInserter inserter, String text) throws IOException {
        return inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void append(TreeFormatter tree, String name, FileMode mode, ObjectId id) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        tree.append(bytes, 0, bytes.length, mode, id);
    }
}
