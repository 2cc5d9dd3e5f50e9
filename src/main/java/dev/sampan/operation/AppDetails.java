package dev.sampan.operation;

import dev.sampan.app.App;
import dev.sampan.app.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An app as its report shows it.
 *
 * @param app the app
 * @param release the release that serves
 * @param addresses where it answers, as in `http://hello.localhost`; none when its domains are disabled
 * @param folder where its files are on the host
 * @param autocreate whether a push to an unknown app creates it
 */
public record AppDetails(
        App app,
        Optional<Release> release,
        List<String> addresses,
        Path folder,
        boolean autocreate) {

    public AppDetails {
        addresses = List.copyOf(addresses);
    }
}
