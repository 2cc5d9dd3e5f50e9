package dev.sampan.router;

/**
 * How many of the requests that went well the access log tells of. It tells of every request that did not: that was answered
 * with 400 or above, or that the client ended.
 *
 * @param millionths of them, 0 to 1,000,000
 */
public record LogShare(int millionths) {

    static final int ALL = 1_000_000;

    public static final LogShare EVERYTHING = new LogShare(ALL);

    public LogShare {
        if (millionths < 0 || millionths > ALL) {
            throw new InvalidRouteTableException(
                    "%d millionths are not between none and all".formatted(millionths));
        }
    }
}
