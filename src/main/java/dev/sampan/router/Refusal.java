package dev.sampan.router;

/** Why a message is not forwarded; carries the status for the client and no stack, since peers provoke it at will. */
final class Refusal extends RuntimeException {

    private final int status;

    Refusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    static Refusal badRequest(String reason) {
        return new Refusal(400, reason);
    }

    int status() {
        return status;
    }

    String reason() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
