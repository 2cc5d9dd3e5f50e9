package dev.sampan.web;

/**
 * Where an app answers.
 *
 * @param url as in `http://hello.localhost`
 * @param text the same without the scheme, for people
 * @param link whether it leads to one page; false for a wildcard
 */
record Address(String url, String text, boolean link) {

    static Address of(String url) {
        String text = url.replaceFirst("^https?://", "");
        return new Address(url, text, !text.contains("*") && !text.equals(url));
    }
}
