package dev.sampan.app;

import jakarta.persistence.LockModeType;

import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

import java.util.List;
import java.util.Optional;

/** The table of apps. */
interface AppRepository extends Repository<App, Long> {

    App saveAndFlush(App app);

    void delete(App app);

    Optional<App> findByName(String name);

    boolean existsByName(String name);

    List<App> findAllByOrderByName();

    List<App> findBySplitIsNotNull();

    /** Holds the row until the transaction ends, so that changes of one app come one after the other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select a from App a where a.name = :name")
    Optional<App> lockByName(String name);
}
