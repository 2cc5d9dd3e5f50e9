package dev.sampan.account;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of tokens. */
interface ApiTokenRepository extends Repository<ApiTokenRow, Long> {

    ApiTokenRow saveAndFlush(ApiTokenRow row);

    void delete(ApiTokenRow row);

    void flush();

    Optional<ApiTokenRow> findByHash(String hash);

    Optional<ApiTokenRow> findByUserNameAndName(String userName, String name);
}
