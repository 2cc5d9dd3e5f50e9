package dev.sampan.router;

/** What a client speaks. */
enum Protocol {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
