package dev.sampan.ssh;

import dev.sampan.git.GitOperation;
import dev.sampan.operation.Caller;
import dev.sampan.operation.Failure;
import dev.sampan.operation.PushOperations;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** git's protocol over an SSH channel. */
@Component
final class GitOverSsh {

    private static final Logger log = LoggerFactory.getLogger(GitOverSsh.class);

    private final PushOperations git;

    GitOverSsh(PushOperations git) {
        this.git = git;
    }

    int serve(Caller caller, GitRequest request, CommandSession.Streams streams) {
        try {
            if (request.operation() == GitOperation.UPLOAD_PACK) {
                git.fetch(caller, request.app(), streams.input(), streams.output(), false);
            } else {
                git.push(
                        caller,
                        request.app(),
                        streams.input(),
                        streams.output(),
                        streams.errors(),
                        false);
            }
            return 0;
        } catch (IOException e) {
            log.debug("git client left", e);
            return 1;
        } catch (RuntimeException e) {
            Failure failure = Failure.of(e);
            if (failure.kind() == Failure.Kind.INTERNAL) {
                log.error("git failed", e);
            }
            streams.terminal().fail(failure.message());
            return failure.kind() == Failure.Kind.APP_NOT_FOUND ? 20 : 1;
        }
    }
}
