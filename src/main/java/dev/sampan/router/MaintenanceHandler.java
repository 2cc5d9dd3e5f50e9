package dev.sampan.router;

import org.jspecify.annotations.Nullable;

/** Answers every request with 503 and a page that says that the app is being worked on. */
final class MaintenanceHandler implements RequestHandler {

    private static final String RETRY_SECONDS = "60";

    private final Answer answer;

    MaintenanceHandler(@Nullable String page) {
        answer =
                Answer.of(503, "Retry-After", RETRY_SECONDS)
                        .withTitle("The app is being worked on")
                        .withPage(page);
    }

    @Override
    public Answer handle(Passage passage) {
        return answer;
    }
}
