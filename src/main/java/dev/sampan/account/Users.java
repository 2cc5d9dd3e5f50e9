package dev.sampan.account;

import java.util.Optional;
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
