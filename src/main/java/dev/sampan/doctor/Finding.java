package dev.sampan.doctor;

/**
 * What a check found.
 *
 * @param found what is there
 * @param advice what to do; empty when all is well
 */
record Finding(State state, String found, String advice) {

    enum State {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String found) {
        return new Finding(State.OK, found, "");
    }

    static Finding warn(String found, String advice) {
        return new Finding(State.WARN, found, advice);
    }

    static Finding fail(String found, String advice) {
        return new Finding(State.FAIL, found, advice);
    }
}
