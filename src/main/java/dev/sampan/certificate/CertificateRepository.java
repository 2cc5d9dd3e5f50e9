package dev.sampan.certificate;

import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/** The table of certificates. */
interface CertificateRepository extends Repository<CertificateRow, Long> {

    CertificateRow saveAndFlush(CertificateRow row);

    void delete(CertificateRow row);

    void flush();

    List<CertificateRow> findAllByOrderByName();

    Optional<CertificateRow> findByApp(String app);

    List<CertificateRow> findByAppIsNullOrderByName();

    Optional<CertificateRow> findByName(String name);
}
