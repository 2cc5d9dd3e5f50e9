package dev.sampan.account;

import dev.sampan.app.Excerpt;
import dev.sampan.app.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Everybody who may sign in. */
@Service
@Transactional
public class Users {

    /** The user that exists from the first start on. */
    public static final String ADMIN = "admin";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]{0,62}");
    private static final int SHORTEST_PASSWORD = 12;
    private static final int LONGEST_PASSWORD = 72;

    private final UserRepository rows;
    private final PasswordEncoder encoder =
            PasswordEncoderFactories.createDelegatingPasswordEncoder();
    private final String nobody = encode("nobody");

    Users(UserRepository rows) {
        this.rows = rows;
    }

    @Transactional(readOnly = true)
    public Optional<User> find(String name) {
        return rows.findByName(name).map(UserRow::toUser);
    }

    /**
     * The user with this name and password; takes the same time when there is no such user. No transaction, as that would
     * keep a connection to the database while the password is hashed.
     */
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    public Optional<User> signIn(String name, String password) {
        Optional<UserRow> row = rows.findByName(name);
        boolean matches = encoder.matches(password, row.map(UserRow::passwordHash).orElse(nobody));
        return matches ? row.map(UserRow::toUser) : Optional.empty();
    }

    /** All users, by name. */
    @Transactional(readOnly = true)
    public List<User> list() {
        return rows.findAllByOrderByName().stream().map(UserRow::toUser).toList();
    }

    /**
     * Makes a user, who can sign in with a key, a token or a password when one of them was added.
     *
     * @throws RefusedException when there is such a user, or it is no name
     */
    public User add(String name, Role role) {
        if (!NAME.matcher(name).matches()) {
            throw RefusedException.invalid(
                    "'%s' is not a name of a user. Write 1 to 63 lower-case letters, digits, dots, hyphens and underscores, a letter first"
                            .formatted(Excerpt.of(name)));
        }
        if (rows.findByName(name).isPresent()) {
            throw RefusedException.conflict("User '%s' exists already".formatted(name));
        }
        return rows.save(new UserRow(name, role, encode(ApiToken.random().value()))).toUser();
    }

    /** The user of this name, who has to exist. */
    @Transactional(readOnly = true)
    public User require(String name) {
        return row(name).toUser();
    }

    /** The same, but not the administrator, who is made of files of this machine at every start. */
    @Transactional(readOnly = true)
    public User requireOther(String name) {
        return other(name).toUser();
    }

    /** Gives a user another role. */
    public User changeRole(String name, Role role) {
        UserRow row = other(name);
        row.changeRole(role);
        return row.toUser();
    }

    /** Gives a user another password. */
    public void changePassword(String name, String password) {
        if (password.length() < SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw RefusedException.invalid(
                    "The password of user '%s' has to have %d to %d characters"
                            .formatted(name, SHORTEST_PASSWORD, LONGEST_PASSWORD));
        }
        other(name).changePassword(encode(password));
    }

    /** Removes a user with keys, tokens and grants. */
    public User remove(String name) {
        UserRow row = other(name);
        rows.delete(row);
        return row.toUser();
    }

    private UserRow row(String name) {
        return rows.findByName(name)
                .orElseThrow(
                        () ->
                                RefusedException.notFound(
                                        "There is no user '%s'. `users:list` names them"
                                                .formatted(Excerpt.of(name))));
    }

    private UserRow other(String name) {
        if (name.equals(ADMIN)) {
            throw RefusedException.invalid(
                    "User 'admin' stays as it is: its password and token stand in files of this machine");
        }
        return row(name);
    }

    /** Makes the administrator, or gives the one that exists this password. */
    void ensureAdmin(String password) {
        Optional<UserRow> row = rows.findByName(ADMIN);
        if (row.isEmpty()) {
            rows.save(new UserRow(ADMIN, Role.ADMIN, encode(password)));
        } else if (!encoder.matches(password, row.get().passwordHash())) {
            row.get().changePassword(encode(password));
        }
    }

    private String encode(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("A password cannot be encoded");
        }
        return hash;
    }
}
