package dev.sampan.operation;

import dev.sampan.app.AppNotFoundException;
import dev.sampan.app.RefusedException;
import dev.sampan.build.BuildFailedException;
import dev.sampan.container.ContainerLimitException;
import dev.sampan.container.ContainerStartException;
import dev.sampan.container.ContainerTimeoutException;
import dev.sampan.container.StorageInUseException;
import dev.sampan.container.StorageLimitException;
import dev.sampan.deploy.DeployFailedException;
import dev.sampan.git.GitException;
import dev.sampan.git.SourceExportException;
import dev.sampan.host.FullDisk;
import dev.sampan.image.ImageSpaceException;
import dev.sampan.image.RegistryException;
import dev.sampan.scheduler.UnhealthyException;
import dev.sampan.secret.SecretException;
import dev.sampan.unit.InvalidAmountException;

/**
 * An operation that failed, as every front door tells it.
 *
 * @param kind how the door answers: exit code, HTTP status
 * @param message for the one who asked
 */
public record Failure(Kind kind, String message) {

    /** What went wrong, from the point of view of the one who asked. */
    public enum Kind {
        INVALID,
        APP_NOT_FOUND,
        NOT_FOUND,
        CONFLICT,
        FORBIDDEN,
        /** The app itself: it does not build, start or answer. */
        APP_FAILED,
        /** The platform; the log has the details. */
        INTERNAL
    }

    public static Failure of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case AppNotFoundException _ -> new Failure(Kind.APP_NOT_FOUND, message);
            case RefusedException refused -> new Failure(kind(refused.kind()), message);
            case InvalidAmountException _ -> new Failure(Kind.INVALID, message);
            case StorageLimitException _,
                    StorageInUseException _,
                    ContainerLimitException _,
                    ImageSpaceException _ ->
                    new Failure(Kind.CONFLICT, message);
            case BuildFailedException _,
                    DeployFailedException _,
                    UnhealthyException _,
                    SourceExportException _,
                    ContainerStartException _,
                    ContainerTimeoutException _,
                    RegistryException _ ->
                    new Failure(Kind.APP_FAILED, message);
            case GitException _, SecretException _ -> new Failure(Kind.INTERNAL, message);
            case Throwable full when FullDisk.isReasonOf(full) ->
                    new Failure(
                            Kind.CONFLICT,
                            "Nothing can be written, since the disk of the platform is full. See what can go with `cleanup --dry-run`, or add disk");
            default ->
                    new Failure(
                            Kind.INTERNAL,
                            "Internal error (%s). The log of the control plane has the details"
                                    .formatted(failure.getClass().getSimpleName()));
        };
    }

    private static Kind kind(RefusedException.Kind kind) {
        return switch (kind) {
            case INVALID -> Kind.INVALID;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case CONFLICT -> Kind.CONFLICT;
            case FORBIDDEN -> Kind.FORBIDDEN;
        };
    }
}
