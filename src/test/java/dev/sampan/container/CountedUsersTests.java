package dev.sampan.container;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class CountedUsersTests {

    @Test
    void areAllWhereTheWholeTreeIsCounted() {
        assertThatCode(() -> new CountedUsers(true).require("0:0")).doesNotThrowAnyException();
    }

    @Test
    void areThoseOfBuildpacksAloneWhereEachUserHasALimit() {
        CountedUsers users = new CountedUsers(false);

        assertThatCode(() -> users.require("1000:1000")).doesNotThrowAnyException();
        assertThatExceptionOfType(ContainerStartException.class)
                .isThrownBy(() -> users.require("postgres"))
                .withMessageContaining("user 'postgres' is refused")
                .withMessageContaining("Set sampan.quota.driver to project, btrfs or loop");
        assertThatExceptionOfType(ContainerStartException.class)
                .isThrownBy(() -> users.require(""))
                .withMessageContaining("user 'root' is refused");
    }
}
