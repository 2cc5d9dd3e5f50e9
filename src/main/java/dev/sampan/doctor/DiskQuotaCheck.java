package dev.sampan.doctor;

import dev.sampan.quota.DiskQuotas;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** How the disk space of apps is limited. */
@Component
@Order(70)
final class DiskQuotaCheck implements HostCheck {

    private final ObjectProvider<DiskQuotas> quotas;

    DiskQuotaCheck(ObjectProvider<DiskQuotas> quotas) {
        this.quotas = quotas;
    }

    @Override
    public String name() {
        return "Disk quota";
    }

    @Override
    public Finding check() {
        DiskQuotas used = quotas.getObject();
        return used.enforced()
                ? Finding.ok("driver '%s', enforced by the kernel".formatted(used.driver()))
                : Finding.warn(
                        "driver '%s': apps can fill the disk of this machine"
                                .formatted(used.driver()),
                        "Set sampan.quota.driver to auto");
    }
}
