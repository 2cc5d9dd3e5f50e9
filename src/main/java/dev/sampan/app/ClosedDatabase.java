package dev.sampan.app;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Lets connections go whose database is closed. H2 closes it when it cannot write to it, as on a full disk, and opens it again,
 * with all that was committed, for a new connection.
 */
public final class ClosedDatabase implements SQLExceptionOverride {

    /** H2's DATABASE_IS_CLOSED. */
    private static final int CODE = 90098;

    /** Made by the pool. */
    public ClosedDatabase() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return failure.getErrorCode() == CODE ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
