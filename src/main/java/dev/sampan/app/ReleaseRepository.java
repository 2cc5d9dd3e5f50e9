package dev.sampan.app;

import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.util.List;
import java.util.Optional;

/** The table of releases. */
interface ReleaseRepository extends Repository<ReleaseRow, Long> {

    ReleaseRow save(ReleaseRow row);

    List<ReleaseRow> findByAppIdOrderByNumberDesc(long appId);

    Optional<ReleaseRow> findByAppIdAndNumber(long appId, int number);

    @Modifying
    @Query("delete from ReleaseRow r where r.appId = :appId and r.number = :number")
    void deleteNumber(long appId, int number);

    /** Those that came after the newest one that ever served: a rollback makes a new release, too. */
    @Query(
            "select r from ReleaseRow r, App a where r.appId = a.id"
                    + " and (a.lastServed is null or r.number > a.lastServed)")
    List<ReleaseRow> findNeverServed();
}
