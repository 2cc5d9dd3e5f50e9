package dev.sampan.ssh;

import java.io.IOException;
import org.apache.sshd.server.channel.ChannelSession;

/**
 * A channel that says how its command ended before it says that nothing more comes, as OpenSSH's server does. A client whose
 * connection is shared (ControlMaster) closes its channel at the latter, and would never hear of the former.
 */
final class CommandChannel extends ChannelSession {

    @Override
    protected void closeShell(int exitValue, boolean closeImmediately) throws IOException {
        if (isClosing()) {
            commandExitFuture.setClosed();
            return;
        }
        if (out != null) {
            out.close();
        }
        sendExitStatus(exitValue);
        var _ = sendEof();
        commandExitFuture.setClosed();
        var _ = close(closeImmediately);
    }
}
