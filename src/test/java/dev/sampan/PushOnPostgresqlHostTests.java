package dev.sampan;

/** Pushes on PostgreSQL. */
class PushOnPostgresqlHostTests extends PushContract {

    PushOnPostgresqlHostTests() {
        super(Platform.onPostgresql());
    }
}
