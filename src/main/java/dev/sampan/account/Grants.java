package dev.sampan.account;

import dev.sampan.app.AppName;
import dev.sampan.app.RefusedException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What users may do with single apps, beyond what their role allows everywhere; a grant ends with its user or its app. */
@Service
@Transactional
public class Grants {

    private final JdbcClient database;

    Grants(JdbcClient database) {
        this.database = database;
    }

    /** What was given to a user of an app. */
    @Transactional(readOnly = true)
    public Optional<Role> of(String user, AppName app) {
        return Optional.ofNullable(ofUser(user).get(app));
    }

    /** The apps that were given to a user. */
    @Transactional(readOnly = true)
    public SortedMap<AppName, Role> ofUser(String user) {
        SortedMap<AppName, Role> grants = new TreeMap<>();
        database.sql(
                        "select app.name, app_grant.role from app_grant join app on app.id ="
                                + " app_grant.app_id where user_name = :user")
                .param("user", user)
                .query(
                        row -> {
                            AppName app = new AppName(row.getString(1));
                            grants.put(app, Role.valueOf(row.getString(2)));
                        });
        return grants;
    }

    /** The users whom an app was given to. */
    @Transactional(readOnly = true)
    public SortedMap<String, Role> ofApp(AppName app) {
        SortedMap<String, Role> grants = new TreeMap<>();
        database.sql(
                        "select user_name, role from app_grant where app_id = (select id from app"
                                + " where name = :app)")
                .param("app", app.value())
                .query(
                        row -> {
                            grants.put(row.getString(1), Role.valueOf(row.getString(2)));
                        });
        return grants;
    }

    /**
     * Lets a user do what a role allows with an app that exists.
     *
     * @throws RefusedException when it is more than can be given of a single app
     */
    public void give(String user, AppName app, Role role) {
        if (role != Role.VIEWER && role != Role.DEPLOYER) {
            throw RefusedException.invalid(
                    "Of a single app, users can be viewer or deployer, not %s"
                            .formatted(role.word()));
        }
        take(user, app);
        var _ =
                database.sql(
                                "insert into app_grant (user_name, app_id, role) select"
                                        + " cast(:user as varchar(63)), id, cast(:role as varchar(20)) from app where name = :app")
                        .param("user", user)
                        .param("role", role.name())
                        .param("app", app.value())
                        .update();
    }

    /**
     * Takes it away.
     *
     * @return whether the user had it
     */
    public boolean take(String user, AppName app) {
        return database.sql(
                                "delete from app_grant where user_name = :user and app_id = (select"
                                        + " id from app where name = :app)")
                        .param("user", user)
                        .param("app", app.value())
                        .update()
                > 0;
    }
}
