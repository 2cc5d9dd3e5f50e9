package dev.sampan.router;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where one instance of an app listens.
 *
 * @param address an IPv4 or IPv6 literal; names are not resolved
 * @param port 1 to 65535
 */
public record Target(String address, int port) {

    public Target {
        if (bytesOf(address) == null) {
            throw new InvalidRouteTableException(
                    "Target '%s' is not an IP address; names are not resolved".formatted(address));
        }
        if (port < 1 || port > 65535) {
            throw new InvalidRouteTableException(
                    "Port %d of target '%s' is not between 1 and 65535".formatted(port, address));
        }
    }

    /**
     * Reads `10.0.0.2:5000` or `[fd00::2]:5000`.
     *
     * @throws InvalidRouteTableException when the text is not of that form
     */
    public static Target parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}")) {
            throw new InvalidRouteTableException("Target '%s' is not ADDRESS:PORT".formatted(text));
        }
        String address = text.substring(0, colon);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return new Target(address, Integer.parseInt(port));
    }

    InetSocketAddress socketAddress() {
        try {
            byte[] bytes = bytesOf(address);
            return new InetSocketAddress(
                    InetAddress.getByAddress(bytes == null ? new byte[0] : bytes), port);
        } catch (UnknownHostException e) {
            throw new InvalidRouteTableException(
                    "Target '%s' is not an IP address".formatted(address), e);
        }
    }

    private static byte @Nullable [] bytesOf(String address) {
        return NetUtil.createByteArrayFromIpAddressString(address);
    }

    @Override
    public String toString() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
