package dev.sampan.container;

import dev.sampan.host.Mounts;
import dev.sampan.host.SampanHome;
import dev.sampan.host.UserNamespaces;
import dev.sampan.image.ImageStore;
import dev.sampan.image.RootFilesystems;
import dev.sampan.network.Firewall;
import dev.sampan.network.Networks;
import dev.sampan.quota.DiskQuotas;
import dev.sampan.quota.UidPool;
import dev.sampan.runtime.OciRuntime;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts containers together from their parts. */
@Configuration(proxyBeanMethods = false)
class ContainerConfiguration {

    @Bean(destroyMethod = "close")
    HostContainers containers(
            SampanHome home,
            OwnerStorage storage,
            RootMounter roots,
            Mounts mounts,
            Networks networks,
            Firewall firewall,
            OciRuntime runtime) {
        ContainerFiles files = new ContainerFiles(home);
        ContainerRecords records = new ContainerRecords(files);
        Neighbours neighbours = new Neighbours(firewall, files);
        StartSteps steps =
                new StartSteps(
                        steps(
                                files,
                                records,
                                storage,
                                roots,
                                mounts,
                                networks,
                                neighbours,
                                runtime));
        LiveContainers live = new LiveContainers(runtime, files, steps);
        new Adoption(files, records, steps, networks, neighbours, live).run();
        return new HostContainers(storage, files, steps, networks, neighbours, runtime, live);
    }

    @Bean
    Processors processors(HostContainers containers) {
        return containers.processors();
    }

    @Bean
    OwnerStorage ownerStorage(
            UidPool pool, DiskQuotas quotas, UserNamespaces namespaces, SampanHome home) {
        return new QuotaStorage(pool, quotas, namespaces, home);
    }

    @Bean
    RootMounter rootMounter(ImageStore images, RootFilesystems roots) {
        return (image, namespace, upper, work, target) ->
                roots.mount(images.require(image), namespace, upper, work, target);
    }

    static List<StartStep> steps(
            ContainerFiles files,
            ContainerRecords records,
            OwnerStorage storage,
            RootMounter roots,
            Mounts mounts,
            Networks networks,
            Neighbours neighbours,
            OciRuntime runtime) {
        return List.of(
                new FolderStep(files, records),
                new MonitorStep(files, runtime),
                new NetworkStep(networks),
                new FirewallStep(neighbours),
                new RootStep(files, roots, mounts),
                new BundleStep(files, networks, neighbours.hosts()),
                new UsersStep(storage),
                new LentStep(files, storage, mounts),
                new CreateStep(files, runtime),
                new ProgramStep(runtime, records));
    }
}
