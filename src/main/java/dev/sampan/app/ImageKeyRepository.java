package dev.sampan.app;

import java.util.List;
import org.springframework.data.repository.Repository;

/** The table of keys that images are signed by. */
interface ImageKeyRepository extends Repository<ImageKeyRow, Long> {

    ImageKeyRow saveAndFlush(ImageKeyRow row);

    void delete(ImageKeyRow row);

    List<ImageKeyRow> findAllByOrderById();
}
