package dev.sampan.router;

import java.util.List;

/**
 * An answer that the router itself gives, whatever the client speaks.
 *
 * @param fields besides Content-Length and those of the connection
 * @param body left out when the request was HEAD
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record LocalAnswer(int status, List<HeaderField> fields, byte[] body) {

    LocalAnswer {
        fields = List.copyOf(fields);
    }

    /** One header field; the value must be ASCII. */
    record HeaderField(String name, String value) {}
}
