package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log: bounded on disk and in memory. */
class AccessLogTests {

    @TempDir private Path folder;

    private static AccessEntry entry(int number) {
        return new AccessEntry(
                1,
                2000,
                "id" + number,
                "127.0.0.1",
                "GET",
                "a.test",
                "/\"\u00e9\n",
                Protocol.HTTP_1_1,
                200,
                0,
                2,
                "app",
                "10.0.0.2:80",
                1);
    }

    @Test
    void writesOneObjectALineWhenTextsHoldAnything() throws Exception {
        try (AccessLog log = new AccessLog(folder.resolve("access.log"), 1 << 20, 1)) {
            log.start();
            log.ring(0).add(entry(7));
        }
        List<String> lines = Files.readAllLines(folder.resolve("access.log"));
        assertThat(lines).hasSize(1);
        assertThat(Json.read(Ascii.bytes(lines.getFirst())))
                .containsEntry("id", "id7")
                .containsEntry("path", "/\"\u00e9\n")
                .containsEntry("micros", 2L);
    }

    @Test
    void startsNewFileAndKeepsThreeWhenFull() throws Exception {
        for (int round = 0; round < 6; round++) {
            try (AccessLog log = new AccessLog(folder.resolve("access.log"), 100, 1)) {
                log.start();
                log.ring(0).add(entry(round));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("access.log.1", "access.log.2", "access.log.3");
        }
        assertThat(folder.resolve("access.log.1")).content().contains("id5");
    }

    @Test
    void countsWhatItDropsWhenTheLogCannotKeepUp() throws Exception {
        try (AccessLog log = new AccessLog(folder.resolve("access.log"), 64 << 20, 1)) {
            for (int i = 0; i < 20_000; i++) {
                log.ring(0).add(entry(i));
            }
            log.start();
        }
        List<String> lines = Files.readAllLines(folder.resolve("access.log"));
        long dropped = number(Json.read(Ascii.bytes(lines.getLast())), "dropped");
        assertThat(dropped).isPositive();
        assertThat(lines.size() - 1 + dropped).isEqualTo(20_000);
        assertThat(Files.size(folder.resolve("access.log")))
                .isBetween(AccessRing.SIZE - 500L, AccessRing.SIZE + 20L);
    }

    @Test
    void beginsANewLineWhenTheLastOneWasNotWrittenToItsEnd() throws Exception {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "{\"time\":1,\"id\":\"ha");
        for (int round = 0; round < 2; round++) {
            try (AccessLog log = new AccessLog(file, 1 << 20, 1)) {
                log.start();
                log.ring(0).add(entry(round));
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(Json.read(Ascii.bytes(lines.get(1)))).containsEntry("id", "id0");
        assertThat(Json.read(Ascii.bytes(lines.get(2)))).containsEntry("id", "id1");
    }

    @Test
    void countsLinesThatTheDiskHadNoRoomFor() {
        AccessRing ring = new AccessRing(() -> {});
        for (int i = 0; i < 10; i++) {
            ring.add(entry(i));
        }
        WritableByteChannel full =
                new WritableByteChannel() {
                    private int room = 500;

                    @Override
                    public int write(ByteBuffer source) throws IOException {
                        int size = Math.min(room, source.remaining());
                        if (size == 0) {
                            throw new IOException("No space left on device");
                        }
                        source.position(source.position() + size);
                        room -= size;
                        return size;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                };

        assertThatThrownBy(() -> ring.takeTo(full)).isInstanceOf(IOException.class);

        long whole = 500 / entry(0).writeTo(new AsciiWriter().clear()).length();
        assertThat(whole).isPositive();
        assertThat(ring.dropped()).isEqualTo(10 - whole);
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void keepsLinesWholeAndInOrder() throws Exception {
        int count = 50_000;
        try (AccessLog log = new AccessLog(folder.resolve("access.log"), 64 << 20, 1)) {
            log.start();
            for (int i = 0; i < count; i++) {
                log.ring(0).add(entry(i));
                if (i % 1000 == 0) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
        }
        int last = -1;
        long dropped = 0;
        for (String line : Files.readAllLines(folder.resolve("access.log"))) {
            Map<String, Object> fields = Json.read(Ascii.bytes(line));
            if (fields.containsKey("dropped")) {
                dropped += number(fields, "dropped");
            } else {
                int number = Integer.parseInt(String.valueOf(fields.get("id")).substring(2));
                assertThat(number).isGreaterThan(last);
                last = number;
                count--;
            }
        }
        assertThat(count - dropped).isZero();
    }

    @Test
    void goesOverToTheNewFileWhenAnotherRouterBeganIt() throws Exception {
        Path file = folder.resolve("access.log");
        try (AccessLog log = new AccessLog(file, 100, 1)) {
            log.setRotating(false);
            log.start();
            log.ring(0).add(entry(1));
            awaitContent(file, "id1");
            assertThat(Files.size(file)).isGreaterThan(100);
            Files.move(file, folder.resolve("access.log.1"));
            Files.createFile(file);
            log.ring(0).add(entry(2));
            awaitContent(file, "id2");
        }
        assertThat(folder.resolve("access.log.1")).content().contains("id1").doesNotContain("id2");
        assertThat(folder.resolve("access.log.2")).doesNotExist();
    }

    private static long number(Map<String, Object> fields, String name) {
        return Long.parseLong(String.valueOf(fields.get(name)));
    }

    private static void awaitContent(Path file, String text) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(System.nanoTime()).as(text).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
