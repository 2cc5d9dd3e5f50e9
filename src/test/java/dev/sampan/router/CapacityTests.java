package dev.sampan.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much a process can hold. */
class CapacityTests {

    @Test
    void readsTheLimitThatTheKernelTells() {
        String limits =
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max core file size        0                    unlimited            bytes
                Max open files            20000                65536                files
                Max locked memory         8388608              8388608              bytes
                """;

        assertThat(Capacity.limit(limits)).isEqualTo(20_000);
        assertThat(Capacity.limit(limits.replace("20000", "unlimited"))).isEqualTo(1_000_000);
        assertThat(Capacity.limit("")).isEqualTo(1_000_000);
    }

    @Test
    void leavesRoomForRequestsBesideTheConnections() {
        Capacity byDescriptors = new Capacity(1600, 1L << 40);
        assertThat(byDescriptors.connections()).isEqualTo(1500);
        assertThat(byDescriptors.requests(1500)).isEqualTo(100);
        assertThat(byDescriptors.requests(1700)).isZero();

        Capacity byHeap = new Capacity(1_000_000, 64L << 20);
        int most = byHeap.connections();
        assertThat(most * Capacity.CONNECTION_BYTES).isLessThanOrEqualTo(56L << 20);
        assertThat(byHeap.requests(most) * Capacity.REQUEST_BYTES)
                .isBetween(7L << 20, (8L << 20) + Capacity.CONNECTION_BYTES);
    }

    @Test
    void holdsSomeWhateverTheLimitsAre() {
        Capacity least = new Capacity(-100, -1);

        assertThat(least.connections()).isPositive();
        assertThat(least.requests(1)).isPositive();
    }
}
