package dev.sampan.network;

import static dev.sampan.host.NetlinkMessage.CREATE;
import static dev.sampan.host.NetlinkMessage.EXCLUSIVE;
import static dev.sampan.host.NetlinkMessage.REPLACE;

import dev.sampan.host.NetlinkAttribute;
import dev.sampan.host.NetlinkMessage;
import dev.sampan.unit.BitRate;
import java.net.Inet4Address;
import java.util.List;

/**
 * The requests of rtnetlink that a routed veth pair needs.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
final class RouteMessages {

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_NEWNEIGH = 28;
    private static final int RTM_NEWQDISC = 36;
    private static final int RTM_DELQDISC = 37;
    private static final int RTM_GETQDISC = 38;

    private static final int AF_UNSPEC = 0;
    private static final int AF_INET = 2;
    private static final int IFF_UP = 1;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RTN_UNICAST = 1;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;
    private static final int TCA_KIND = 1;
    private static final int TCA_OPTIONS = 2;
    private static final int TCA_TBF_PARMS = 1;
    private static final int TCA_TBF_RATE64 = 4;
    private static final int TCA_TBF_BURST = 6;
    private static final int TCA_STATS2 = 7;
    private static final int TCA_STATS_QUEUE = 3;
    private static final int TC_H_ROOT = -1;
    private static final int TC_LINKLAYER_ETHERNET = 1;

    /** The fixed part of a message about queues. */
    static final int QUEUE_HEADER = 20;

    /** Where the drops are in struct gnet_stats_queue. */
    private static final int DROPS = 8;

    /** What a packet counts at least: small ones take the host as long as large ones. */
    private static final int LEAST_PACKET = 256;

    private static final int LEAST_BURST = 16 * 1024;
    private static final int MOST_BURST = 4 * 1024 * 1024;
    private static final int LEAST_QUEUE = 32 * 1024;

    private RouteMessages() {}

    /** A veth pair, the host's end up; the peer, which cannot be up yet, is in the namespace of a descriptor. */
    static NetlinkMessage addPair(LinkPair pair, int namespace) {
        return NetlinkMessage.of(RTM_NEWLINK, CREATE | EXCLUSIVE)
                .bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(0, IFF_UP, IFF_UP)
                .attribute(IFLA_IFNAME, pair.hostName())
                .attribute(IFLA_MTU, pair.mtu())
                .attribute(IFLA_ADDRESS, LinkPair.hostHardwareAddress())
                .nested(
                        IFLA_LINKINFO,
                        info ->
                                info.attribute(IFLA_INFO_KIND, "veth")
                                        .nested(
                                                IFLA_INFO_DATA,
                                                data ->
                                                        data.nested(
                                                                VETH_INFO_PEER,
                                                                peer ->
                                                                        peer(
                                                                                peer, pair,
                                                                                namespace))));
    }

    private static void peer(NetlinkMessage message, LinkPair pair, int namespace) {
        message.bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(0, 0, 0)
                .attribute(IFLA_IFNAME, LinkPair.CONTAINER_NAME)
                .attribute(IFLA_MTU, pair.mtu())
                .attribute(IFLA_ADDRESS, pair.containerHardwareAddress())
                .attribute(IFLA_NET_NS_FD, namespace);
    }

    static NetlinkMessage setUp(int index) {
        return NetlinkMessage.of(RTM_NEWLINK, 0)
                .bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(index, IFF_UP, IFF_UP);
    }

    static NetlinkMessage addAddress(int index, Inet4Address address) {
        return NetlinkMessage.of(RTM_NEWADDR, CREATE | EXCLUSIVE)
                .bytes(AF_INET, 32, 0, RT_SCOPE_UNIVERSE)
                .ints(index)
                .attribute(IFA_LOCAL, address.getAddress())
                .attribute(IFA_ADDRESS, address.getAddress());
    }

    /** To one address, straight through a link. */
    static NetlinkMessage addLinkRoute(int index, Inet4Address target) {
        return NetlinkMessage.of(RTM_NEWROUTE, CREATE | REPLACE)
                .bytes(AF_INET, 32, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, RT_SCOPE_LINK, RTN_UNICAST)
                .ints(0)
                .attribute(RTA_DST, target.getAddress())
                .attribute(RTA_OIF, index);
    }

    static NetlinkMessage addDefaultRoute(int index, Inet4Address gateway) {
        return NetlinkMessage.of(RTM_NEWROUTE, CREATE | EXCLUSIVE)
                .bytes(
                        AF_INET,
                        0,
                        0,
                        0,
                        RT_TABLE_MAIN,
                        RTPROT_STATIC,
                        RT_SCOPE_UNIVERSE,
                        RTN_UNICAST)
                .ints(0)
                .attribute(RTA_GATEWAY, gateway.getAddress())
                .attribute(RTA_OIF, index);
    }

    /** Says once for all which hardware address an IP address has, so that nobody has to ask or can lie. */
    static NetlinkMessage addNeighbour(int index, Inet4Address address, byte[] hardwareAddress) {
        return NetlinkMessage.of(RTM_NEWNEIGH, CREATE | REPLACE)
                .bytes(AF_INET, 0)
                .shorts(0)
                .ints(index)
                .shorts(NUD_PERMANENT)
                .bytes(0, 0)
                .attribute(NDA_DST, address.getAddress())
                .attribute(NDA_LLADDR, hardwareAddress);
    }

    /** Lets a link send at most at this rate: a burst of 10 ms, then a queue of a tenth of a second. */
    static NetlinkMessage limit(int index, BitRate rate) {
        long bytesPerSecond = Math.max(1, rate.bitsPerSecond() / 8);
        int burst = Math.clamp(bytesPerSecond / 100, LEAST_BURST, MOST_BURST);
        int queue = Math.clamp(bytesPerSecond / 10, LEAST_QUEUE, Integer.MAX_VALUE / 2) + burst;
        int rate32 = (int) Math.min(bytesPerSecond, 0xffff_ffffL);
        return NetlinkMessage.of(RTM_NEWQDISC, CREATE | REPLACE)
                .bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(index, 1 << 16, TC_H_ROOT, 0)
                .attribute(TCA_KIND, "tbf")
                .nested(
                        TCA_OPTIONS,
                        options -> {
                            options.nested(
                                    TCA_TBF_PARMS,
                                    parameters ->
                                            parameters
                                                    .bytes(0, TC_LINKLAYER_ETHERNET)
                                                    .shorts(0, 0, LEAST_PACKET)
                                                    .ints(rate32, 0, 0, 0, queue, 0, 0));
                            if (bytesPerSecond > 0xffff_ffffL) {
                                options.attribute(TCA_TBF_RATE64, bytesPerSecond);
                            }
                            options.attribute(TCA_TBF_BURST, burst);
                        });
    }

    static NetlinkMessage removeLimit(int index) {
        return NetlinkMessage.of(RTM_DELQDISC, 0)
                .bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(index, 1 << 16, TC_H_ROOT, 0);
    }

    /** Asks what a link's queue has done; the fixed part of the answer is as long as that of the question. */
    static NetlinkMessage queue(int index) {
        return NetlinkMessage.echoedQuestion(RTM_GETQDISC)
                .bytes(AF_UNSPEC, 0)
                .shorts(0)
                .ints(index, 0, TC_H_ROOT, 0);
    }

    /** How many packets a queue has dropped, in the answer to {@link #queue}. */
    static long dropped(List<NetlinkAttribute> answer) {
        return NetlinkAttribute.first(answer, TCA_STATS2)
                .flatMap(statistics -> statistics.child(TCA_STATS_QUEUE))
                .map(queue -> Integer.toUnsignedLong(queue.value().getInt(DROPS)))
                .orElse(0L);
    }
}
