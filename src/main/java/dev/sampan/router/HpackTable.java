package dev.sampan.router;

import java.util.List;

/** The fields that HPACK names by number: the 61 fixed ones, and those that the peer put into its table (RFC 7541). */
final class HpackTable {

    /** What a peer may use, the default of HTTP/2; each connection holds at most this much of it. */
    static final int MAX_SIZE = 4096;

    private static final int OVERHEAD = 32;

    private static final List<String> FIXED =
            List.of(
                    ":authority",
                    ":method GET",
                    ":method POST",
                    ":path /",
                    ":path /index.html",
                    ":scheme http",
                    ":scheme https",
                    ":status 200",
                    ":status 204",
                    ":status 206",
                    ":status 304",
                    ":status 400",
                    ":status 404",
                    ":status 500",
                    "accept-charset",
                    "accept-encoding gzip, deflate",
                    "accept-language",
                    "accept-ranges",
                    "accept",
                    "access-control-allow-origin",
                    "age",
                    "allow",
                    "authorization",
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-length",
                    "content-location",
                    "content-range",
                    "content-type",
                    "cookie",
                    "date",
                    "etag",
                    "expect",
                    "expires",
                    "from",
                    "host",
                    "if-match",
                    "if-modified-since",
                    "if-none-match",
                    "if-range",
                    "if-unmodified-since",
                    "last-modified",
                    "link",
                    "location",
                    "max-forwards",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "range",
                    "referer",
                    "refresh",
                    "retry-after",
                    "server",
                    "set-cookie",
                    "strict-transport-security",
                    "transfer-encoding",
                    "user-agent",
                    "vary",
                    "via",
                    "www-authenticate");

    private static final Entry[] STATIC = FIXED.stream().map(Entry::parse).toArray(Entry[]::new);

    /** One field of the table. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Entry(byte[] name, byte[] value) {

        private static Entry parse(String text) {
            int space = text.indexOf(' ');
            String name = space < 0 ? text : text.substring(0, space);
            String value = space < 0 ? "" : text.substring(space + 1);
            return new Entry(Ascii.bytes(name), Ascii.bytes(value));
        }

        int size() {
            return name.length + value.length + OVERHEAD;
        }
    }

    private final Entry[] ring = new Entry[MAX_SIZE / OVERHEAD];
    private int newest;
    private int count;
    private int size;
    private int limit = MAX_SIZE;

    /** The field of this number, from 1 on. */
    Entry get(int index) {
        if (index >= 1 && index <= STATIC.length) {
            return STATIC[index - 1];
        }
        int back = index - STATIC.length - 1;
        if (back < 0 || back >= count) {
            throw Http2Failure.compression("a header field of the table that is not there");
        }
        return ring[Math.floorMod(newest - back, ring.length)];
    }

    void add(Entry entry) {
        int needed = entry.size();
        shrinkTo(limit - needed);
        if (needed <= limit) {
            newest = (newest + 1) % ring.length;
            ring[newest] = entry;
            count++;
            size += needed;
        }
    }

    /** Follows the peer's own limit. */
    void setLimit(int newLimit) {
        if (newLimit > MAX_SIZE) {
            throw Http2Failure.compression("a header table larger than allowed");
        }
        limit = newLimit;
        shrinkTo(newLimit);
    }

    @SuppressWarnings("NullAway") // the ring holds null where nothing is
    private void shrinkTo(int wanted) {
        while (count > 0 && size > wanted) {
            int oldest = Math.floorMod(newest - count + 1, ring.length);
            size -= ring[oldest].size();
            ring[oldest] = null;
            count--;
        }
    }

    int size() {
        return size;
    }
}
