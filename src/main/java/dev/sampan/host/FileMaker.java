package dev.sampan.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/**
 * Makes small files one after the other: content, owner, mode and time by one descriptor each, so that the kernel looks
 * for the path once and nothing is allocated. Used by one thread at a time.
 */
public final class FileMaker {

    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 0100;
    private static final int O_EXCL = 0200;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int FLAGS = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    private static final int PRIVATE = 0600;
    private static final int LONGEST_PATH = 1 << 14;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            link(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle WRITE =
            link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle FCHOWN =
            link("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FCHMOD =
            link("fchmod", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FUTIMENS =
            link("futimens", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CLOSE =
            link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final MemorySegment state;
    private final MemorySegment name;
    private final MemorySegment content;
    private final MemorySegment times;

    /**
     * Makes nothing yet.
     *
     * @param largest the most bytes that a file may have
     */
    public FileMaker(int largest) {
        Arena arena = Arena.ofAuto();
        state = arena.allocate(STATE);
        name = arena.allocate(LONGEST_PATH);
        content = arena.allocate(Math.max(1, largest));
        times = arena.allocate(4L * Long.BYTES, Long.BYTES);
    }

    private static MethodHandle link(
            String function, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), type, options);
    }

    /**
     * Makes a file that does not exist yet; through no symbolic link at its place.
     *
     * @param mode all twelve bits
     * @param time of the last access and of the last change
     * @throws PosixException when the kernel refuses; a part of the file may be there then
     */
    public void make(Path path, byte[] bytes, int uid, int gid, int mode, Instant time) {
        byte[] text = path.toString().getBytes(StandardCharsets.UTF_8);
        if (text.length >= LONGEST_PATH) {
            throw new PosixException("make the file", path.toString(), Errno.ENAMETOOLONG);
        }
        MemorySegment.copy(text, 0, name, JAVA_BYTE, 0, text.length);
        name.set(JAVA_BYTE, text.length, (byte) 0);
        MemorySegment.copy(bytes, 0, content, JAVA_BYTE, 0, bytes.length);
        for (int i = 0; i < 2; i++) {
            times.setAtIndex(JAVA_LONG, 2L * i, time.getEpochSecond());
            times.setAtIndex(JAVA_LONG, 2L * i + 1, time.getNano());
        }
        try {
            int descriptor =
                    check((int) OPEN.invokeExact(state, name, FLAGS, PRIVATE), "make", path);
            try {
                writeAll(descriptor, bytes.length, path);
                // The owner first: changing it clears the set-user-id bit.
                int _ =
                        check(
                                (int) FCHOWN.invokeExact(state, descriptor, uid, gid),
                                "change the owner of",
                                path);
                int _ =
                        check(
                                (int) FCHMOD.invokeExact(state, descriptor, mode),
                                "set the mode of",
                                path);
                int _ =
                        check(
                                (int) FUTIMENS.invokeExact(state, descriptor, times),
                                "set the time of",
                                path);
            } finally {
                int _ = (int) CLOSE.invokeExact(state, descriptor);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("A function of the C library threw", e);
        }
    }

    private void writeAll(int descriptor, int length, Path path) throws Throwable {
        long written = 0;
        while (written < length) {
            long count =
                    (long)
                            WRITE.invokeExact(
                                    state,
                                    descriptor,
                                    content.asSlice(written),
                                    (long) length - written);
            if (count < 0 && errno() != Errno.EINTR) {
                throw new PosixException("write the file", path.toString(), errno());
            }
            written += Math.max(0, count);
        }
    }

    private int check(int result, String verb, Path path) {
        if (result < 0) {
            throw new PosixException(verb + " the file", path.toString(), errno());
        }
        return result;
    }

    private int errno() {
        return (int) ERRNO.get(state, 0L);
    }
}
