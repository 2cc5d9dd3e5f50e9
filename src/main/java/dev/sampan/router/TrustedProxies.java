package dev.sampan.router;

import dev.sampan.unit.AddressBlock;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Proxies in front of this one that say who their clients are. What anybody else says about that is dropped.
 *
 * @param blocks their addresses
 * @param header whether their connections begin with a header of the PROXY protocol
 */
public record TrustedProxies(List<AddressBlock> blocks, boolean header) {

    public static final TrustedProxies NONE = new TrustedProxies(List.of(), false);

    private static final byte[] FOR = Ascii.bytes("x-forwarded-for");
    private static final byte[] PROTO = Ascii.bytes("x-forwarded-proto");
    private static final byte[] PORT = Ascii.bytes("x-forwarded-port");
    private static final int MOST_HOPS = 20;

    public TrustedProxies {
        blocks = List.copyOf(blocks);
    }

    /** Whether a connection from there begins with a header that names its client. */
    boolean expectsHeader(InetAddress address) {
        return header && contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        for (AddressBlock block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes != null && contains(bytes);
    }

    /**
     * Who sent a request: the peer itself, or whom it names when it is trusted. Of a list, the last address that is not
     * a trusted proxy counts, since anybody may have written those before it.
     */
    Peer clientOf(Peer peer, MessageHead head) {
        if (blocks.isEmpty() || !contains(peer.address())) {
            return peer;
        }
        List<String> hops = hops(head);
        if (hops.isEmpty()) {
            return peer;
        }
        int client = hops.size() - 1;
        while (client > 0 && contains(hops.get(client))) {
            client--;
        }
        String chain = String.join(", ", hops.subList(client, hops.size()));
        String scheme = value(head, PROTO).equals("https") ? "https" : peer.scheme();
        String port = value(head, PORT);
        return Peer.behind(
                hops.get(client),
                chain + ", " + peer.address(),
                scheme,
                port.matches("\\d{1,5}") ? Integer.parseInt(port) : peer.port());
    }

    /** The addresses that stand in the field, the nearest last; what is none ends the list that is believed. */
    private static List<String> hops(MessageHead head) {
        List<String> hops = new ArrayList<>();
        for (int i = 0; i < head.fields(); i++) {
            if (head.nameIs(i, FOR)) {
                for (String part : head.value(i).split(",", -1)) {
                    String hop = part.strip();
                    if (NetUtil.createByteArrayFromIpAddressString(hop) == null) {
                        hops.clear();
                    } else {
                        hops.add(hop);
                    }
                }
            }
        }
        return hops.size() <= MOST_HOPS ? hops : hops.subList(hops.size() - MOST_HOPS, hops.size());
    }

    private static String value(MessageHead head, byte[] name) {
        for (int i = 0; i < head.fields(); i++) {
            if (head.nameIs(i, name)) {
                return head.value(i);
            }
        }
        return "";
    }
}
