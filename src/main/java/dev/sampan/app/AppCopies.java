package dev.sampan.app;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Gives an app the settings of another. What only one app can have, such as a host name, is moved or stays. */
@Service
@Transactional
public class AppCopies {

    /** What every app can have of its own; ports and redirects can only be of one. */
    private static final List<String> COPIED =
            List.of(
                    "resource_amount (app_id, kind, process_type, resource, amount) select cast(:to"
                            + " as bigint), kind, process_type, resource, amount from resource_amount",
                    "app_scale (app_id, process_type, quantity) select cast(:to as bigint),"
                            + " process_type, quantity from app_scale",
                    "app_link (app_id, other_id) select cast(:to as bigint), other_id from"
                            + " app_link",
                    "setting (app_id, scope, setting_name, setting_value) select cast(:to as"
                            + " bigint), scope, setting_name, setting_value from setting");

    /** Ports, redirects, and the name of the app's images. */
    private static final String OF_ONE =
            "((scope = 'proxy' and (setting_name like 'port:%' or setting_name like 'redirect:%'))"
                    + " or (scope = 'registry' and setting_name = 'image-repo'))";

    /** What only one app can have. */
    private static final List<String> MOVED =
            List.of(
                    "update app_domain set app_id = :to where app_id = :from",
                    "update app_grant set app_id = :to where app_id = :from",
                    "update app_link set other_id = :to where other_id = :from and app_id <> :to",
                    "update setting set app_id = :to where app_id = :from and " + OF_ONE);

    private final Apps apps;
    private final Environments environments;
    private final Settings settings;
    private final DockerOptions options;
    private final JdbcClient database;

    AppCopies(
            Apps apps,
            Environments environments,
            Settings settings,
            DockerOptions options,
            JdbcClient database) {
        this.apps = apps;
        this.environments = environments;
        this.settings = settings;
        this.options = options;
        this.database = database;
    }

    /** Gives a new app, which has no settings yet, those of another. */
    public void copy(AppName from, AppName to) {
        App source = apps.require(from);
        App target = apps.locked(to);
        for (String table : COPIED) {
            String shared =
                    table.startsWith("setting") ? " and sealed is null and not " + OF_ONE : "";
            database.sql("insert into %s where app_id = :from%s".formatted(table, shared))
                    .param("from", source.id())
                    .param("to", target.id())
                    .update();
        }
        environments.replace(Optional.of(to), environments.of(Optional.of(from)).values());
        settings.copySecrets(from, to);
        options.of(from).forEach(option -> options.add(to, option));
        target.deployFrom(source.deployBranch().orElse(null));
        target.enableDomains(source.hasDomainsEnabled());
        if (!source.isRunning()) {
            target.stop();
        }
    }

    /** Gives an app the host names, ports, redirects and the links to it that another had. */
    public void move(AppName from, AppName to) {
        App source = apps.locked(from);
        App target = apps.locked(to);
        for (String change : MOVED) {
            var statement = database.sql(change).param("from", source.id());
            var _ = statement.param("to", target.id()).update();
        }
        // Other apps' paths name the app itself.
        var _ =
                database.sql(
                                "update setting set setting_value = :new where scope = 'proxy' and"
                                        + " setting_name like 'path:%' and setting_value = :old")
                        .param("new", to.value())
                        .param("old", from.value())
                        .update();
    }
}
