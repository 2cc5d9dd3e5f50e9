package dev.sampan.app;

import dev.sampan.secret.SealedStore;
import dev.sampan.secret.SecretName;
import dev.sampan.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The sealed values of the database. What earlier versions left in plain text is sealed row by row, then wiped from the
 * files, and then its column goes; while there is such a column, the next start does what is left of this.
 */
@Component
final class SealedRows implements SealedStore {

    private static final Logger log = LoggerFactory.getLogger(SealedRows.class);

    private final JdbcClient database;
    private final PlainRemains remains;
    private final Secrets secrets;

    SealedRows(DataSource database, Secrets secrets) {
        this.database = JdbcClient.create(database);
        this.remains = new PlainRemains(database);
        this.secrets = secrets;
    }

    private record Row(
            String owner, String label, @Nullable String sealed, @Nullable String plain) {

        SecretName name(SealedTable table) {
            return new SecretName(table.kind(), owner, label);
        }
    }

    @Override
    public Set<String> keyIds() {
        Set<String> ids = new TreeSet<>();
        for (SealedTable table : SealedTable.ALL) {
            ids.addAll(database.sql(table.keyIds()).query(String.class).list());
        }
        return ids;
    }

    @Override
    public int reseal() {
        int sealed = 0;
        for (SealedTable table : SealedTable.ALL) {
            boolean hasPlain = !table.leftover() || remains.has(table);
            for (Long id :
                    database.sql(table.others())
                            .param("current", secrets.currentPrefix() + "%")
                            .query(Long.class)
                            .list()) {
                sealed += resealUnlessLocked(table, id, hasPlain);
            }
        }
        remains.end();
        return sealed;
    }

    /** A release stays, without config vars. */
    @Override
    public List<SecretName> forget(Set<String> keyIds) {
        List<SecretName> names = new ArrayList<>();
        for (SealedTable table : SealedTable.ALL) {
            for (String keyId : keyIds) {
                for (Long id :
                        database.sql(table.lost())
                                .param("lost", "s1." + keyId + ".%")
                                .query(Long.class)
                                .list()) {
                    names.add(forget(table, id));
                }
            }
        }
        return names;
    }

    private SecretName forget(SealedTable table, long id) {
        Row row = find(table, id, false).orElseThrow();
        SecretName name = row.name(table);
        int _ =
                table.kind().equals(SecretNames.RELEASE)
                        ? database.sql(table.replace())
                                .param("sealed", secrets.seal(name, "{}"))
                                .param("id", id)
                                .param("before", row.sealed())
                                .update()
                        : database.sql(table.delete()).param("id", id).update();
        return name;
    }

    /** What somebody else has locked for long is left to the next pass. */
    private int resealUnlessLocked(SealedTable table, long id, boolean hasPlain) {
        try {
            return reseal(table, id, hasPlain);
        } catch (ConcurrencyFailureException e) {
            log.info("a secret is being changed table={} row={}", table.table(), id);
            return 0;
        }
    }

    private int reseal(SealedTable table, long id, boolean hasPlain) {
        Row row = find(table, id, hasPlain).orElse(null);
        if (row == null) {
            return 0; // gone meanwhile
        }
        SecretName name = row.name(table);
        if (row.sealed() != null) {
            return database.sql(table.replace())
                    .param("sealed", secrets.seal(name, secrets.open(name, row.sealed())))
                    .param("id", id)
                    .param("before", row.sealed())
                    .update();
        }
        if (row.plain() == null) {
            throw new IllegalStateException("The %s has no value at all".formatted(name));
        }
        return database.sql(table.replacePlain())
                .param("sealed", secrets.seal(name, row.plain()))
                .param("id", id)
                .update();
    }

    private Optional<Row> find(SealedTable table, long id, boolean hasPlain) {
        return database.sql(table.row(hasPlain))
                .param("id", id)
                .query(
                        (found, _) ->
                                new Row(
                                        found.getString("owner"),
                                        found.getString("label"),
                                        found.getString("sealed"),
                                        found.getString("plain")))
                .optional();
    }
}
