package dev.sampan.account;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of public keys. */
interface SshKeyRepository extends Repository<SshKeyRow, Long> {

    SshKeyRow saveAndFlush(SshKeyRow row);

    void delete(SshKeyRow row);

    List<SshKeyRow> findAllByOrderByNameAscIdAsc();

    Optional<SshKeyRow> findByName(String name);

    Optional<SshKeyRow> findByFingerprint(String fingerprint);
}
