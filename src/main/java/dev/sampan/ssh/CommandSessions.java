package dev.sampan.ssh;

import dev.sampan.operation.Caller;
import java.util.Optional;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.springframework.stereotype.Component;

/** Makes of each command line that a client sends the thing that runs it: git's protocol, or one of our commands. */
@Component
final class CommandSessions {

    private final CallerKey callers;
    private final CommandDispatcher dispatcher;
    private final GitOverSsh git;

    CommandSessions(CallerKey callers, CommandDispatcher dispatcher, GitOverSsh git) {
        this.callers = callers;
        this.dispatcher = dispatcher;
        this.git = git;
    }

    Command create(ChannelSession channel, String line) {
        Caller caller =
                callers.callerOf(channel.getServerSession())
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "The key of this connection was removed"));
        Optional<GitRequest> request = GitRequest.parse(line);
        return new CommandSession(
                request.isPresent()
                        ? streams -> git.serve(caller, request.get(), streams)
                        : streams -> dispatcher.run(caller, line, streams));
    }
}
