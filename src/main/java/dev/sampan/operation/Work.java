package dev.sampan.operation;

/**
 * What an operation does once it is allowed.
 *
 * @param <T> what it answers
 * @param <E> what else than a refusal it may fail with
 */
@FunctionalInterface
interface Work<T, E extends Exception> {

    T run() throws E;
}
