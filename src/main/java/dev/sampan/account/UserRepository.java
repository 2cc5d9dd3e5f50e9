package dev.sampan.account;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of users. */
interface UserRepository extends Repository<UserRow, Long> {

    UserRow save(UserRow row);

    void delete(UserRow row);

    List<UserRow> findAllByOrderByName();

    Optional<UserRow> findByName(String name);
}
