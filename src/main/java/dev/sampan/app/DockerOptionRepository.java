package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of options of builds. */
interface DockerOptionRepository extends Repository<DockerOptionRow, Long> {

    DockerOptionRow saveAndFlush(DockerOptionRow row);

    void delete(DockerOptionRow row);

    List<DockerOptionRow> findByAppIdOrderById(long appId);
}
