package dev.sampan.git;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;

/** A program on another machine, in the form in which JGit wants it. */
final class ChannelProcess extends Process {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ClientChannel channel;

    ChannelProcess(ClientChannel channel) {
        this.channel = channel;
    }

    @Override
    public OutputStream getOutputStream() {
        return channel.getInvertedIn();
    }

    @Override
    public InputStream getInputStream() {
        return channel.getInvertedOut();
    }

    @Override
    public InputStream getErrorStream() {
        return channel.getInvertedErr();
    }

    @Override
    public int waitFor() {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
        return exitValue();
    }

    @Override
    public int exitValue() {
        Integer status = channel.getExitStatus();
        return status == null ? -1 : status;
    }

    @Override
    public void destroy() {
        channel.close(true);
    }
}
