package dev.sampan;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Modules depend on each other only as their package-info allows, and without cycles. */
class ModularityTests {

    @Test
    void verifyModules() {
        ApplicationModules.of(SampanApplication.class).verify();
    }
}
