package dev.sampan.host;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** One function of the C library, or of another one, called with errno captured. */
final class LibcFunction {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    /**
     * What a call gave.
     *
     * @param value the result, negative when it failed
     * @param errno the reason of a failure
     */
    record Result(long value, int errno) {

        boolean failed() {
            return value < 0;
        }
    }

    private final String name;
    private final MethodHandle handle;

    private LibcFunction(String name, MethodHandle handle) {
        this.name = name;
        this.handle = handle;
    }

    /** A function with a fixed number of parameters. */
    static LibcFunction of(String name, ValueLayout result, MemoryLayout... parameters) {
        return of(LINKER.defaultLookup(), name, result, parameters);
    }

    /** A function of another library. */
    static LibcFunction of(
            SymbolLookup library, String name, ValueLayout result, MemoryLayout... parameters) {
        return link(library, name, result, parameters, Linker.Option.captureCallState("errno"));
    }

    /** A function whose parameters after the first ones may vary; `parameters` says how it is called here. */
    static LibcFunction variadic(
            String name, int fixed, ValueLayout result, MemoryLayout... parameters) {
        return link(
                LINKER.defaultLookup(),
                name,
                result,
                parameters,
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixed));
    }

    private static LibcFunction link(
            SymbolLookup library,
            String name,
            ValueLayout result,
            MemoryLayout[] parameters,
            Linker.Option... options) {
        MethodHandle raw =
                LINKER.downcallHandle(
                        library.findOrThrow(name),
                        FunctionDescriptor.of(result, parameters),
                        options);
        MethodHandle spread =
                raw.asSpreader(Object[].class, parameters.length)
                        .asType(
                                MethodType.methodType(
                                        long.class, MemorySegment.class, Object[].class));
        return new LibcFunction(name, spread);
    }

    /** Calls it; a String becomes a C string that lives as long as the call. */
    Result call(Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            Object[] converted = new Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                converted[i] =
                        arguments[i] instanceof String text
                                ? arena.allocateFrom(text)
                                : arguments[i];
            }
            MemorySegment state = arena.allocate(STATE);
            long value = (long) handle.invokeExact(state, converted);
            return new Result(value, (int) ERRNO.get(state, 0L));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Function '%s' threw".formatted(name), e);
        }
    }
}
