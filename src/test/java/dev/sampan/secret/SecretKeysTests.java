package dev.sampan.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@Timeout(60)
class SecretKeysTests {

    @TempDir private Path home;
    private final Shelf shelf = new Shelf();
    private Path file;
    private Secrets secrets;
    private SecretKeys keys;

    /** Values in memory; it can be told to fail after some. */
    private static final class Shelf implements SealedStore {

        private final Map<SecretName, String> values = new LinkedHashMap<>();
        private Secrets secrets = new Secrets();
        private int failsAfter = Integer.MAX_VALUE;

        void put(String name, String value) {
            SecretName place = new SecretName("test", "shop", name);
            values.put(place, secrets.seal(place, value));
        }

        String get(String name) {
            SecretName place = new SecretName("test", "shop", name);
            return secrets.open(place, values.getOrDefault(place, ""));
        }

        @Override
        public Set<String> keyIds() {
            return values.values().stream()
                    .map(text -> Secrets.keyOf(text).orElseThrow())
                    .collect(Collectors.toSet());
        }

        @Override
        public List<SecretName> forget(Set<String> keyIds) {
            List<SecretName> lost =
                    values.keySet().stream()
                            .filter(
                                    name ->
                                            Secrets.keyOf(values.getOrDefault(name, ""))
                                                    .filter(keyIds::contains)
                                                    .isPresent())
                            .toList();
            lost.forEach(values::remove);
            return lost;
        }

        @Override
        public int reseal() {
            int count = 0;
            for (Map.Entry<SecretName, String> value : values.entrySet()) {
                if (!value.getValue().startsWith(secrets.currentPrefix())) {
                    if (count == failsAfter) {
                        throw new IllegalStateException("cut off");
                    }
                    value.setValue(
                            secrets.seal(
                                    value.getKey(),
                                    secrets.open(value.getKey(), value.getValue())));
                    count++;
                }
            }
            return count;
        }
    }

    @BeforeEach
    void start() {
        file = home.resolve("secrets/value-keys");
        startAgain();
    }

    /** As another process would, with what is on the disk. */
    private void startAgain() {
        secrets = new Secrets();
        shelf.secrets = secrets;
        keys = TestSecrets.keys(home, secrets, shelf);
        keys.open();
    }

    @Test
    void firstStartMakesKeyForRootAlone() throws IOException {
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        String text = Files.readString(file);
        startAgain();
        assertThat(file).hasContent(text);
    }

    @Test
    void rotationSealsAllWithNewKeyAndForgetsTheOldOne() throws Exception {
        shelf.put("a", "1");
        shelf.put("b", "2");
        String old = keys.currentId();

        SecretKeys.Change change = keys.rotate();

        assertThat(change.values()).isEqualTo(2);
        assertThat(change.keyId()).isEqualTo(keys.currentId()).isNotEqualTo(old);
        assertThat(shelf.keyIds()).containsExactly(change.keyId());
        assertThat(Files.readString(file)).contains(change.keyId()).doesNotContain(old);
        startAgain();
        assertThat(shelf.get("a")).isEqualTo("1");
        assertThat(shelf.get("b")).isEqualTo("2");
    }

    @Test
    void readersOfOldValuesAreNotCutOffByRotation() throws Exception {
        SecretName name = new SecretName("test", "shop", "a");
        String read = secrets.seal(name, "1");

        keys.rotate();

        assertThat(secrets.open(name, read)).isEqualTo("1");
    }

    @Test
    void rotationThatIsCutOffIsEndedByNextStart() throws Exception {
        shelf.put("a", "1");
        shelf.put("b", "2");
        String old = keys.currentId();
        shelf.failsAfter = 1;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(keys::rotate);
        assertThat(shelf.keyIds()).hasSize(2);
        assertThat(Files.readString(file)).contains(shelf.keyIds());

        shelf.failsAfter = Integer.MAX_VALUE;
        startAgain();

        assertThat(shelf.keyIds()).containsExactly(keys.currentId());
        assertThat(Files.readString(file)).doesNotContain(old);
        assertThat(shelf.get("a")).isEqualTo("1");
        assertThat(shelf.get("b")).isEqualTo("2");
    }

    @Test
    void rotationAfterOneThatFailedKeepsAllKeysUntilTheEnd() throws Exception {
        shelf.put("a", "1");
        shelf.put("b", "2");
        shelf.failsAfter = 1;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(keys::rotate);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(keys::rotate);
        assertThat(Files.readString(file)).contains(shelf.keyIds());

        shelf.failsAfter = Integer.MAX_VALUE;
        keys.rotate();

        assertThat(shelf.keyIds()).containsExactly(keys.currentId());
        assertThat(shelf.get("a") + shelf.get("b")).isEqualTo("12");
    }

    @Test
    void rotationKeepsTheKeyInUseWhenSomebodyPutAnotherFileThere(@TempDir Path other)
            throws Exception {
        shelf.put("a", "1");
        TestSecrets.in(other);
        Files.copy(other.resolve("secrets/value-keys"), file, StandardCopyOption.REPLACE_EXISTING);

        keys.rotate();

        startAgain();
        assertThat(shelf.get("a")).isEqualTo("1");
    }

    @Test
    void valueThatDoesNotOpenStopsRotationAndAllKeysStay() throws IOException {
        shelf.put("a", "1");
        SecretName moved = new SecretName("test", "shop", "b");
        shelf.values.put(moved, shelf.values.values().iterator().next());
        String old = keys.currentId();

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(keys::rotate)
                .withMessageContaining("test 'b' of app 'shop'");

        assertThat(Files.readString(file)).contains(old);
        assertThat(shelf.get("a")).isEqualTo("1");
    }

    @Test
    void rotationWaitsForTransactionsThatSealedBefore() throws Exception {
        TransactionSynchronizationManager.initSynchronization();
        try {
            shelf.put("a", "1");
            CompletableFuture<SecretKeys.Change> rotation = new CompletableFuture<>();
            Thread.startVirtualThread(
                    () -> {
                        try {
                            rotation.complete(keys.rotate());
                        } catch (Exception e) {
                            rotation.completeExceptionally(e);
                        }
                    });
            while (Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).count()
                    < 2) {
                Thread.onSpinWait();
            }
            shelf.put("b", "2");
            assertThat(rotation).isNotDone();
            TransactionSynchronizationManager.getSynchronizations()
                    .forEach(transaction -> transaction.afterCompletion(0));
            assertThat(rotation.get(30, TimeUnit.SECONDS).keyId()).isEqualTo(keys.currentId());
        } finally {
            TransactionSynchronizationManager.clearSynchronization();
        }
        assertThat(shelf.keyIds()).containsExactly(keys.currentId());
    }

    @Test
    void startSaysWhatIsMissingWithoutTheFile() throws IOException {
        shelf.put("a", "1");
        Files.delete(file);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(this::startAgain)
                .withMessageContaining(
                        "sealed with key '%s', and '%s' is missing. Bring that file back",
                        shelf.keyIds().iterator().next(), file);
        assertThat(file).doesNotExist();
    }

    @Test
    void startSaysWhichKeyIsMissingWhenTheFileIsAnother(@TempDir Path other) throws IOException {
        shelf.put("a", "1");
        TestSecrets.in(other);
        Files.copy(other.resolve("secrets/value-keys"), file, StandardCopyOption.REPLACE_EXISTING);
        String text = Files.readString(file);

        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(this::startAgain)
                .withMessageContaining(
                        "sealed with key '%s', and '%s' holds only",
                        shelf.keyIds().iterator().next(), file);
        assertThat(file).hasContent(text);
    }

    @Test
    void startForgetsWhatIsLostWhenSomebodyWantsThat() throws Exception {
        shelf.put("a", "1");
        Files.delete(file);

        secrets = new Secrets();
        shelf.secrets = secrets;
        keys = TestSecrets.forgetting(home, secrets, shelf);
        keys.open();

        assertThat(shelf.values).isEmpty();
        shelf.put("b", "2");
        startAgain();
        assertThat(shelf.get("b")).isEqualTo("2");
    }

    @Test
    void startSaysWhatIsDamagedAndShowsNoKey() throws IOException {
        shelf.put("a", "1");
        String text = Files.readString(file);
        String key = text.lines().reduce((a, b) -> b).orElseThrow().split(" ", -1)[1];
        String other = (key.charAt(0) == 'A' ? "B" : "A") + key.substring(1);
        for (String damaged :
                new String[] {
                    "", "nonsense", text.replace(key, other), text.replace(key, key.substring(4))
                }) {
            Files.writeString(file, damaged);
            assertThatExceptionOfType(SecretException.class)
                    .isThrownBy(this::startAgain)
                    .withMessageContaining("'%s' are damaged", file)
                    .withMessageContaining("Bring the file back from a copy")
                    .satisfies(
                            e -> assertThat(e.getMessage()).doesNotContain(key.substring(4, 20)));
            assertThat(file).hasContent(damaged);
        }
    }
}
