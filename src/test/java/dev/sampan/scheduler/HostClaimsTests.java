package dev.sampan.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.app.AppName;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostClaimsTests {

    private final HostClaims claims = new HostClaims();

    @Test
    void leavesANameToTheAppThatHadItFirst() {
        assertThat(claims.claim(new AppName("blog"), List.of("a.test", "b.test", "a.test")))
                .containsExactly("a.test", "b.test");
        assertThat(claims.claim(new AppName("shop"), List.of("b.test", "c.test")))
                .containsExactly("c.test");
        assertThat(claims.claim(new AppName("wiki"), List.of())).isEmpty();
    }
}
