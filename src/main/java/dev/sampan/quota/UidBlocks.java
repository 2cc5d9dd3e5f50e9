package dev.sampan.quota;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** The blocks in the database; each change tells by its count, or by a violated constraint, who came second. */
interface UidBlocks extends Repository<UidBlock, Integer> {

    Optional<UidBlock> findByOwner(String owner);

    @Query("select b.firstUid from UidBlock b")
    List<Integer> firstUids();

    @Query("select b from UidBlock b where b.owner is null order by b.releasedAt, b.firstUid")
    List<UidBlock> released();

    @Modifying
    @Query("insert into UidBlock (firstUid, owner, lastOwner) values (:firstUid, :owner, :owner)")
    int insert(@Param("firstUid") int firstUid, @Param("owner") String owner);

    @Modifying
    @Query(
            """
            update UidBlock b set b.owner = :owner, b.lastOwner = :owner, b.releasedAt = null
            where b.firstUid = :firstUid and b.owner is null
            """)
    int take(@Param("firstUid") int firstUid, @Param("owner") String owner);

    @Modifying
    @Query("update UidBlock b set b.owner = null, b.releasedAt = :now where b.owner = :owner")
    int release(@Param("owner") String owner, @Param("now") Instant now);
}
