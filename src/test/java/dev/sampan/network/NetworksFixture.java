package dev.sampan.network;

import dev.sampan.host.CommandRunner;

/** Makes networks for tests of other modules. */
public final class NetworksFixture {

    private NetworksFixture() {}

    public static Networks of(NetworkProperties properties, CommandRunner commands) {
        return new Networks(properties, commands);
    }
}
