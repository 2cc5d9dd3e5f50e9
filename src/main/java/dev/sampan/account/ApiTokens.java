package dev.sampan.account;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The tokens of all users. */
@Service
@Transactional
public class ApiTokens {

    private final ApiTokenRepository rows;
    private final Users users;

    ApiTokens(ApiTokenRepository rows, Users users) {
        this.rows = rows;
        this.users = users;
    }

    /** The user for whom a token stands. */
    @Transactional(readOnly = true)
    public Optional<User> authenticate(ApiToken token) {
        return rows.findByHash(token.hash()).flatMap(row -> users.find(row.userName()));
    }

    /** Makes a token for a user, the only one of that name; nobody can read it again. */
    public ApiToken issue(User user, String name) {
        ApiToken token = ApiToken.random();
        ensure(user.name(), name, token);
        return token;
    }

    /** Makes this the only token of that name. */
    void ensure(String userName, String name, ApiToken token) {
        Optional<ApiTokenRow> row = rows.findByUserNameAndName(userName, name);
        if (row.isPresent() && row.get().hash().equals(token.hash())) {
            return;
        }
        row.ifPresent(rows::delete);
        rows.flush();
        rows.saveAndFlush(
                new ApiTokenRow(
                        userName,
                        name,
                        token.hash(),
                        Instant.now().truncatedTo(ChronoUnit.MICROS)));
    }
}
