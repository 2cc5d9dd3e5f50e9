package dev.sampan.operation;

import dev.sampan.account.Permission;
import dev.sampan.app.AppName;
import dev.sampan.app.Apps;
import dev.sampan.app.Autocreation;
import dev.sampan.git.GitOperation;
import dev.sampan.git.GitService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** git over any front door: fetch what was pushed, push what will be deployed. The first push makes the app. */
@Service
public final class PushOperations {

    private final Guard guard;
    private final Apps apps;
    private final AppOperations operations;
    private final Autocreation autocreation;
    private final GitService git;
    private final PushedDeploys deploys;

    PushOperations(
            Guard guard,
            Apps apps,
            AppOperations operations,
            Autocreation autocreation,
            GitService git,
            PushedDeploys deploys) {
        this.guard = guard;
        this.apps = apps;
        this.operations = operations;
        this.autocreation = autocreation;
        this.git = git;
        this.deploys = deploys;
    }

    /** Answers which refs there are; before a push, it makes the app when there is none. */
    public void advertise(Caller caller, AppName app, GitOperation operation, OutputStream out)
            throws IOException {
        admit(caller, app, operation);
        git.advertise(app, operation, out);
    }

    /**
     * Serves a fetch or clone.
     *
     * @param stateless whether it is one request over HTTP, after {@link #advertise}
     */
    public void fetch(
            Caller caller, AppName app, InputStream in, OutputStream out, boolean stateless)
            throws IOException {
        admit(caller, app, GitOperation.UPLOAD_PACK);
        git.uploadPack(app, in, out, stateless);
    }

    /**
     * Serves a push; the build and the deploy run meanwhile and are shown live. When the calling thread is interrupted
     * they are cancelled and the ref is rejected.
     *
     * @param err where text goes when the client cannot take it in the same stream; null when there is no such stream
     * @param stateless whether it is one request over HTTP, after {@link #advertise}
     */
    public void push(
            Caller caller,
            AppName app,
            InputStream in,
            OutputStream out,
            @Nullable OutputStream err,
            boolean stateless)
            throws IOException {
        admit(caller, app, GitOperation.RECEIVE_PACK);
        git.receivePack(app, deploys.of(caller, app), in, out, err, stateless);
    }

    /** Tells a client over HTTP, in answer to what it wants to fetch or push, why nothing is done about it. */
    public void refuse(GitOperation operation, Failure failure, InputStream in, OutputStream out)
            throws IOException {
        git.refuse(operation, failure.message(), in, out);
    }

    private void admit(Caller caller, AppName app, GitOperation operation) {
        boolean push = operation == GitOperation.RECEIVE_PACK;
        guard.view(
                caller,
                app,
                push ? Permission.DEPLOY : Permission.VIEW,
                operation.wireName(),
                () -> app);
        if (push && autocreation.isOn() && !apps.exists(app)) {
            operations.create(caller, app);
        }
        apps.require(app);
    }
}
