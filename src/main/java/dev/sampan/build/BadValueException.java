package dev.sampan.build;

/** A value of an `app.json` that is JSON but means nothing. */
final class BadValueException extends RuntimeException {

    private final String place;

    /**
     * Says what is wrong with a value.
     *
     * @param place its path in the file: `healthchecks.web[0].path`
     */
    BadValueException(String place, String why) {
        super(why);
        this.place = place;
    }

    String place() {
        return place;
    }
}
