package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.OptionalInt;

/** How the kernel is asked to read and write; all sockets of one router are of one kind. */
enum Transport {
    /** By epoll(7). */
    EPOLL {
        @Override
        IoHandlerFactory newFactory() {
            Epoll.ensureAvailability();
            return KeptInterest.newFactory();
        }

        @Override
        Channel newSocket() {
            return new EpollSocketChannel();
        }

        @Override
        ServerChannel newListener(OptionalInt inherited) {
            return inherited.isPresent()
                    ? new EpollServerSocketChannel(inherited.getAsInt())
                    : new EpollServerSocketChannel();
        }

        @Override
        Channel newDatagramSocket(OptionalInt inherited) {
            return inherited.isPresent()
                    ? new EpollDatagramChannel(inherited.getAsInt())
                    : new EpollDatagramChannel();
        }

        @Override
        ServerChannel newUnixListener() {
            return new EpollServerDomainSocketChannel();
        }

        @Override
        ChannelOption<Long> notSentLowWater() {
            return EpollChannelOption.TCP_NOTSENT_LOWAT;
        }
    },
    /** By io_uring(7). Its sockets are not handed over: Netty can make no listener of one that is open already. */
    IO_URING {
        @Override
        IoHandlerFactory newFactory() {
            if (!IoUring.isAvailable()) {
                throw new IllegalStateException(refused(IoUring.unavailabilityCause()));
            }
            return IoUringIoHandler.newFactory();
        }

        @Override
        Channel newSocket() {
            return new IoUringSocketChannel();
        }

        @Override
        ServerChannel newListener(OptionalInt inherited) {
            requireNone(inherited);
            return new IoUringServerSocketChannel();
        }

        @Override
        Channel newDatagramSocket(OptionalInt inherited) {
            requireNone(inherited);
            return new IoUringDatagramChannel();
        }

        @Override
        ServerChannel newUnixListener() {
            return new IoUringServerDomainSocketChannel();
        }

        @Override
        ChannelOption<Long> notSentLowWater() {
            return IoUringChannelOption.TCP_NOTSENT_LOWAT;
        }
    };

    /** What the loops of a router run on; a sentence for the user in what is thrown when the kernel refuses it. */
    abstract IoHandlerFactory newFactory();

    abstract Channel newSocket();

    /**
     * A socket that takes connections.
     *
     * @param inherited one that is open already
     */
    abstract ServerChannel newListener(OptionalInt inherited);

    abstract Channel newDatagramSocket(OptionalInt inherited);

    abstract ServerChannel newUnixListener();

    abstract ChannelOption<Long> notSentLowWater();

    /** That of a loop, or of a group of them. */
    static Transport of(EventLoopGroup group) {
        return ((IoEventLoopGroup) group).isCompatible(IoUringIoHandle.class) ? IO_URING : EPOLL;
    }

    /**
     * Reads `epoll` or `io_uring`.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Transport parse(String text) {
        return switch (text) {
            case "epoll" -> EPOLL;
            case "io_uring" -> IO_URING;
            default ->
                    throw new IllegalArgumentException(
                            "The router's IO must be 'epoll' or 'io_uring', not '%s'"
                                    .formatted(text));
        };
    }

    /** Says that there is no io_uring. */
    static String refused(Throwable cause) {
        Throwable first = cause;
        for (Throwable next = cause; next != null; next = next.getCause()) {
            first = next;
        }
        return "The router cannot serve with 'io_uring': %s. Allow it (sysctl kernel.io_uring_disabled=0, and no seccomp filter against it), or set SAMPAN_ROUTER_IO=epoll"
                .formatted(first.getMessage());
    }

    private static void requireNone(OptionalInt inherited) {
        if (inherited.isPresent()) {
            throw new IllegalStateException("A router with 'io_uring' opens its sockets itself");
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
