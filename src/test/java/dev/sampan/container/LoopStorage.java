package dev.sampan.container;

import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespaces;
import dev.sampan.quota.DiskQuotas;
import dev.sampan.quota.UidPool;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;

/** Owners' storage as it is in earnest: UIDs from the pool, and a disk image with a loop device for each. */
final class LoopStorage implements AutoCloseable {

    /** Without a mark of its own, so that no scan of this package finds it. */
    @EnableAutoConfiguration
    @ComponentScan({"dev.sampan.host", "dev.sampan.quota"})
    @ConfigurationPropertiesScan({"dev.sampan.host", "dev.sampan.quota"})
    @EntityScan("dev.sampan.quota")
    @EnableJpaRepositories("dev.sampan.quota")
    static class Parts {}

    private final ConfigurableApplicationContext context;

    LoopStorage(TestHost host) {
        this(host, "loop");
    }

    /** The same with another driver, on whatever is mounted at `apps/` of the home. */
    LoopStorage(TestHost host, String driver) {
        context =
                new SpringApplicationBuilder(Parts.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--sampan.home=" + host.home,
                                "--sampan.quota.driver=" + driver,
                                "--sampan.quota.host-reserve=16m",
                                "--sampan.uid-pool.first=" + TestHost.FIRST_UID,
                                "--spring.main.banner-mode=off");
    }

    OwnerStorage owners() {
        return new QuotaStorage(
                context.getBean(UidPool.class),
                context.getBean(DiskQuotas.class),
                context.getBean(UserNamespaces.class),
                context.getBean(SampanHome.class));
    }

    /** Whether an owner has a block of UIDs. */
    boolean isLeased(String owner) {
        return context.getBean(UidPool.class).find(owner).isPresent();
    }

    @Override
    public void close() {
        context.close();
    }
}
