package dev.sampan.router;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's loop of epoll(7) without a fault that it has in 4.2.18: a socket of which nothing is awaited for a moment leaves the
 * set, and cannot be changed in it afterwards. So who ended his direction while the other one was full lost the rest of that.
 * Here such a socket stays in the set, and only that it breaks is told of it, once.
 *
 * <p>Of connections, the kernel tells what is new alone (EPOLLET), and need not look at each of them a second time. Whose
 * reading ended before all was read sends much, and is looked at each time from then on.
 */
final class KeptInterest implements IoHandler {

    private final IoHandler epoll;

    private KeptInterest(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return executor -> new KeptInterest(epoll.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        Kept kept = new Kept((EpollIoHandle) handle);
        kept.registration = epoll.register(kept);
        return kept;
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return epoll.isCompatible(type);
    }

    /** A socket in the set; used by one event loop only. */
    @SuppressWarnings("try") // as the interface has it
    private static final class Kept implements IoRegistration, EpollIoHandle {

        private final EpollIoHandle handle;
        private @Nullable IoRegistration registration;
        private EpollIoOps submitted = EpollIoOps.NONE;
        private boolean added;
        private boolean sendsMuch;

        Kept(EpollIoHandle handle) {
            this.handle = handle;
        }

        private IoRegistration registration() {
            return Objects.requireNonNull(registration);
        }

        @Override
        public long submit(IoOps ops) {
            EpollIoOps wanted = (EpollIoOps) ops;
            added |= wanted.value() != 0;
            boolean fresh = !sendsMuch && wanted.contains(EpollIoOps.EPOLLRDHUP);
            boolean edge = added && (wanted.value() == 0 || fresh);
            submitted = edge ? wanted.with(EpollIoOps.EPOLLET) : wanted;
            return registration().submit(submitted);
        }

        @Override
        public void handle(IoRegistration told, IoEvent event) {
            handle.handle(this, event);
            EpollIoOps happened = ((EpollIoEvent) event).ops();
            if (submitted.contains(EpollIoOps.EPOLLET)
                    && submitted.contains(EpollIoOps.EPOLLIN)
                    && happened.contains(EpollIoOps.EPOLLIN)
                    && mayHaveMore()
                    && registration().isValid()) {
                sendsMuch = true;
                submitted = submitted.without(EpollIoOps.EPOLLET);
                registration().submit(submitted); // which tells again of what is there
            }
        }

        /** Whether the last reading took as much as it could; who got less has had all (epoll(7)). */
        private boolean mayHaveMore() {
            if (handle instanceof Channel.Unsafe socket) {
                var buffers = socket.recvBufAllocHandle();
                return buffers.lastBytesRead() == buffers.attemptedBytesRead();
            }
            return true;
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() throws Exception {
            handle.close();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
        public <T> T attachment() {
            return registration().attachment();
        }

        @Override
        public boolean isValid() {
            return registration().isValid();
        }

        @Override
        public boolean cancel() {
            return registration().cancel();
        }
    }
}
