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
 * @param http2 whether HTTP/2 is spoken there without TLS, as gRPC needs it, and not HTTP/1.1
 */
public record Target(String address, int port, boolean http2) {

    private static final String HTTP2 = "h2c://";

    /** One that speaks HTTP/1.1. */
    public Target(String address, int port) {
        this(address, port, false);
    }

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
     * Reads `10.0.0.2:5000` or `[fd00::2]:5000`, with `h2c://` in front when HTTP/2 is spoken there.
     *
     * @throws InvalidRouteTableException when the text is not of that form
     */
    public static Target parse(String whole) {
        boolean http2 = whole.startsWith(HTTP2);
        String text = http2 ? whole.substring(HTTP2.length()) : whole;
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}")) {
            throw new InvalidRouteTableException(
                    "Target '%s' is not ADDRESS:PORT".formatted(whole));
        }
        String address = text.substring(0, colon);
        if (address.startsWith("[") && address.endsWith("]")) {
            address = address.substring(1, address.length() - 1);
        }
        return new Target(address, Integer.parseInt(port), http2);
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
        String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return (http2 ? HTTP2 : "") + host + ":" + port;
    }
}
