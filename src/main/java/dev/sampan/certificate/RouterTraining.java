package dev.sampan.certificate;

import dev.sampan.router.Certificate;
import dev.sampan.router.CertificateFiles;
import dev.sampan.router.Route;
import dev.sampan.router.RouteTablePublisher;
import dev.sampan.router.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Writes the state of a router that serves one app with a certificate. The training run of the router starts from it, so
 * that the JVM's cache holds what reading certificates and passing requests on need.
 */
public final class RouterTraining {

    static final String HOST = "localhost";

    private static final String NAME = "training";

    private RouterTraining() {}

    /** Takes the home folder to write, and the port of the server that plays the app. */
    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("Usage: RouterTraining HOME PORT");
            System.exit(2);
        }
        write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    static void write(Path home, int port) {
        byte[] pem = SelfSigned.of(List.of(HOST), Duration.ofDays(1)).toPem();
        String digest = new CertificateFiles(home).store(NAME, pem);
        Route route = new Route(NAME, List.of(HOST), List.of(new Target("127.0.0.1", port)));
        Certificate certificate =
                new Certificate(NAME, digest, List.of(HOST), Certificate.Use.SERVER);
        new RouteTablePublisher(home, Duration.ofSeconds(1))
                .publish(table -> table.with(route).withCertificates(List.of(certificate)));
    }
}
