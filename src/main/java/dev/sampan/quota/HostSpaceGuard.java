package dev.sampan.quota;

import dev.sampan.host.PeriodicTask;
import dev.sampan.unit.DataSize;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

/**
 * Watches the host's disk. When it gets into the reserve, whoever fills it, apps cannot take more of it: their writers get
 * an error, as at their limit, instead of disks that are damaged.
 */
@Component
class HostSpaceGuard {

    private static final Logger log = LoggerFactory.getLogger(HostSpaceGuard.class);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final DiskQuotas quotas;
    private final HostSpace space;
    private final DataSize reserve;

    /** What an earlier control plane left is not known, so the first look always counts. */
    private boolean looked;

    private boolean scarce;

    HostSpaceGuard(DiskQuotas quotas, HostSpace space, QuotaProperties properties) {
        this.quotas = quotas;
        this.space = space;
        this.reserve = properties.hostReserve();
    }

    /** Looks at the disk once; apps may grow again only when a quarter more than the reserve is free. */
    void look() {
        DataSize free = space.available();
        long enough = scarce ? reserve.bytes() + reserve.bytes() / 4 : reserve.bytes();
        boolean before = scarce;
        scarce = free.bytes() < enough;
        if (scarce || before || !looked) {
            quotas.allowGrowth(!scarce);
        }
        looked = true;
        if (scarce != before) {
            log.warn(
                    "Disk of the host {} free={} reserve={}",
                    scarce ? "nearly full, apps cannot grow" : "has room again",
                    free.toText(),
                    reserve.toText());
        }
    }

    @Bean
    PeriodicTask hostSpaceLook() {
        return PeriodicTask.every(INTERVAL, "host-space", this::look);
    }
}
