package dev.sampan.router;

import dev.sampan.guest.RunsInGuest;

/** As many clients as are promised, where root may open as many files. */
@RunsInGuest
class HostileClientsInGuest extends HostileClientsIntegrationTests {

    @Override
    int idle() {
        return 20_000;
    }

    /** The processor is emulated. */
    @Override
    int slowness() {
        return 20;
    }
}
