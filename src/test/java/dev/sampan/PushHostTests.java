package dev.sampan;

/** Pushes on the database that Sampan uses by default. */
class PushHostTests extends PushContract {

    PushHostTests() {
        super(Platform.shared());
    }
}
