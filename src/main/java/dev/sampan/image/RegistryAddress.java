package dev.sampan.image;

import dev.sampan.host.NamePin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Which addresses may be asked for an image. Who names an image must not reach, through the control plane, what their
 * apps do not reach: private networks, this machine, and the address of a cloud's metadata.
 */
final class RegistryAddress {

    private final RegistryProperties properties;

    RegistryAddress(RegistryProperties properties) {
        this.properties = properties;
    }

    /** Where a registry's interface begins. */
    URI base(String registry) {
        String host =
                registry.equals(ImageReference.DOCKER_HUB) ? "registry-1.docker.io" : registry;
        String scheme = properties.insecure().contains(registry) ? "http" : "https";
        return URI.create(scheme + "://" + host + "/v2/");
    }

    /**
     * Refuses what must not be asked.
     *
     * @return what keeps the addresses that were looked at until it is closed: to be held while the target is asked
     * @throws RegistryException when it is not HTTPS, or lies where only trusted hosts may lie
     */
    NamePin check(URI target) throws IOException {
        String host = target.getHost();
        if (host == null || target.getUserInfo() != null) {
            throw new RegistryException("'%s' is no address of a registry".formatted(target));
        }
        String authority = target.getPort() < 0 ? host : host + ":" + target.getPort();
        boolean insecure = properties.insecure().contains(authority);
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && insecure)) {
            throw new RegistryException(
                    "'%s' is not asked without TLS. Add it to sampan.registry.insecure to allow that"
                            .formatted(authority));
        }
        boolean trusted = insecure || properties.trusted().contains(authority);
        NamePin pin = hold(host);
        for (InetAddress address : pin.addresses()) {
            if (address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress()
                    || (!trusted && NamePin.isPrivate(address))) {
                pin.close();
                throw new RegistryException(
                        "Registry '%s' has the address %s, which is not a public one. Add it to sampan.registry.trusted to allow that"
                                .formatted(authority, address.getHostAddress()));
            }
        }
        return pin;
    }

    private static NamePin hold(String host) throws IOException {
        try {
            return NamePin.hold(host);
        } catch (UnknownHostException e) {
            throw new IOException("its name '%s' cannot be resolved".formatted(host), e);
        }
    }
}
