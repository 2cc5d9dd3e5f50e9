package dev.sampan;

import dev.sampan.build.Builder;
import dev.sampan.host.SampanHome;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The whole control plane with its real image store, over containers and builds that are hand-written doubles. */
@TestConfiguration(proxyBeanMethods = false)
public class FakeContainersOnly {

    @Bean
    @Primary
    FakeContainers fakeContainers(SampanHome home) {
        return new FakeContainers(home);
    }

    @Bean
    @Primary
    Builder fakeBuilder() {
        return FakeMachine::build;
    }
}
