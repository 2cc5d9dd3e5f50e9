package dev.sampan.scheduler;

import dev.sampan.app.AppName;
import dev.sampan.app.HealthCheck;
import dev.sampan.app.HealthCheck.Kind;
import dev.sampan.app.ProcessType;
import dev.sampan.container.Container;
import dev.sampan.container.ContainerId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Instances on this machine's loopback, and checks of them. */
final class InstanceFixture {

    private InstanceFixture() {}

    static Instance web(int port) throws UnknownHostException {
        Inet4Address address = (Inet4Address) InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return Instance.started(
                new Slot(new AppName("shop"), ProcessType.WEB, 1),
                1,
                port,
                new Container(
                        new ContainerId("shop.web.1-0"),
                        "shop",
                        1,
                        address,
                        Instant.now(),
                        Map.of()));
    }

    static HealthCheck path(String path, String content, List<HealthCheck.HttpHeader> headers) {
        return check(Optional.of(path), content, headers, List.of(), 3);
    }

    static HealthCheck command(int attempts) {
        return check(Optional.empty(), "", List.of(), List.of("check"), attempts);
    }

    static HealthCheck path(String path, int attempts) {
        return check(Optional.of(path), "", List.of(), List.of(), attempts);
    }

    private static HealthCheck check(
            Optional<String> path,
            String content,
            List<HealthCheck.HttpHeader> headers,
            List<String> command,
            int attempts) {
        return new HealthCheck(
                Kind.STARTUP,
                "front",
                path,
                OptionalInt.empty(),
                Optional.of(content).filter(text -> !text.isEmpty()),
                headers,
                command,
                false,
                Optional.empty(),
                attempts,
                Duration.ofSeconds(20),
                Duration.ZERO,
                Duration.ZERO,
                false);
    }
}
