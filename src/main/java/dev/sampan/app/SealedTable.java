package dev.sampan.app;

import java.util.List;

/**
 * A table with sealed values, in SQL that H2 and PostgreSQL have in common.
 *
 * @param kind which sort of secrets
 * @param table its name
 * @param plain the column in which they stood in earlier versions, or in which other values than secrets stand
 * @param leftover whether that column goes when all is sealed
 * @param label what tells a secret from others of its app
 * @param secret which rows are secrets
 */
record SealedTable(
        String kind, String table, String plain, boolean leftover, String label, String secret) {

    static final List<SealedTable> ALL =
            List.of(
                    new SealedTable(
                            SecretNames.CONFIG,
                            "env_var",
                            "plain_value",
                            true,
                            "t.env_key",
                            "true"),
                    new SealedTable(
                            SecretNames.RELEASE,
                            "app_release",
                            "plain_env",
                            true,
                            "concat('v', t.number)",
                            "true"),
                    new SealedTable(
                            SecretNames.DOCKER_OPTION,
                            "docker_option",
                            "plain_text",
                            true,
                            "''",
                            "true"),
                    new SealedTable(
                            SecretNames.SETTING,
                            "setting",
                            "setting_value",
                            false,
                            "concat(t.scope, ' ', t.setting_name)",
                            "(t.setting_value is null or t.scope = 'proxy' and (t.setting_name = '%s' or t.setting_name like '%s%%'))"
                                    .formatted(ProxyConfig.STICKY_SECRET, ProxyConfig.USER)));

    /** The ids of the keys; a sealed value begins with `s1.` and 16 digits. */
    String keyIds() {
        return "select distinct substring(sealed from 4 for 16) from %s where sealed is not null"
                .formatted(table);
    }

    /** The rows that do not begin with `:current`. */
    String others() {
        return "select t.id from %s t where %s and (t.sealed is null or t.sealed not like :current)"
                .formatted(table, secret);
    }

    /** One row: `owner`, `label`, `sealed`, `plain`. */
    String row(boolean hasPlain) {
        return "select coalesce(a.name, '*') as owner, %s as label, t.sealed as sealed, %s as plain from %s t left join app a on a.id = t.app_id where t.id = :id"
                .formatted(label, hasPlain ? "t." + plain : "cast(null as varchar)", table);
    }

    /** Puts `:sealed` in the place of `:before`; changes nothing when somebody else has changed it meanwhile. */
    String replace() {
        return "update %s set sealed = :sealed where id = :id and sealed = :before"
                .formatted(table);
    }

    /** Puts `:sealed` in the place of a plain text. */
    String replacePlain() {
        return "update %s set sealed = :sealed, %s = null where id = :id and sealed is null"
                .formatted(table, plain);
    }

    /** The rows that begin with `:lost`. */
    String lost() {
        return "select id from %s where sealed like :lost".formatted(table);
    }

    String delete() {
        return "delete from %s where id = :id".formatted(table);
    }

    String count() {
        return "select count(*) from " + table;
    }

    /** What is done to the table when nothing in plain text is left. */
    List<String> end() {
        return List.of(
                "alter table %s alter column sealed set not null".formatted(table),
                "alter table %s drop column %s".formatted(table, plain));
    }
}
