package dev.sampan.doctor;

import dev.sampan.quota.DiskQuotas;
import dev.sampan.quota.QuotaDecision;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** How the disk space of apps is limited, and why not in another way. */
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
        return judge(quotas.getObject().decision());
    }

    static Finding judge(QuotaDecision decision) {
        if (!decision.enforced()) {
            return Finding.warn(
                    "driver '%s': apps can fill the disk of this machine"
                            .formatted(decision.driver()),
                    "Set sampan.quota.driver to auto");
        }
        String found =
                "driver '%s', which refused a write beyond its limit%s"
                        .formatted(
                                decision.driver(),
                                decision.limitsFiles()
                                        ? ""
                                        : " (files are limited by what they take, not by their number)");
        if (!decision.rejected().isEmpty()) {
            found += "; not " + String.join("; not ", decision.rejected());
        }
        return decision.driver().equals("uid")
                ? Finding.warn(
                        found + "; Dockerfiles and images that run as other users are refused",
                        "To deploy these, too, set sampan.quota.driver to project (a disk mounted with prjquota), btrfs or loop")
                : Finding.ok(found);
    }
}
