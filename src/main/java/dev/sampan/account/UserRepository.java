package dev.sampan.account;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of users. */
interface UserRepository extends Repository<UserRow, Long> {

    UserRow save(UserRow row);

    Optional<UserRow> findByName(String name);
}
