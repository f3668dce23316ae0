package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.unpack.ContentLostException;
import io.bundlebackup.archive.unpack.InvalidUploadException;
import io.bundlebackup.manifest.InvalidManifestException;
import io.bundlebackup.posix.FullDisk;
import io.bundlebackup.posix.PosixException;
import io.bundlebackup.problem.ErrorCode;
import io.bundlebackup.problem.Failure;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.restore.exchange.DataLocation;
import io.bundlebackup.restore.exchange.Exchange;
import io.bundlebackup.restore.snapshot.SnapshotUnavailableException;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Describes to the client why a restore failed: wrong uploads, a full disk, or an error. */
public final class RestoreFailures {
    private static final Logger log = LoggerFactory.getLogger(RestoreFailures.class);

    private RestoreFailures() {}

    /** Why the service cannot begin a restore. */
    static final class RefusedException extends IOException {
        private final ErrorCode code;

        private RefusedException(ErrorCode code, String message) {
            super(message);
            this.code = code;
        }
    }

    static IOException nothingUploaded() {
        return new RefusedException(ErrorCode.INVALID_ARGUMENT, "There is nothing to restore: no file was uploaded");
    }

    /** The vault or the snapshot is gone, or cannot be used now. */
    static IOException noSnapshot(ProblemException e) {
        return new RefusedException(e.type().code(), String.valueOf(e.detail()));
    }

    static IOException noRoom(long needed, long room) {
        return new RefusedException(
                ErrorCode.NO_SPACE, "The data needs " + needed + " bytes, and there is room for " + room);
    }

    /**
     * The failure as the client sees it.
     *
     * @param bundle the target
     * @param index reads which index's manifest is used, from a database that may be what fails
     */
    public static Failure of(IOException e, String bundle, Supplier<@Nullable String> index) {
        return switch (e) {
            case InvalidUploadException invalid ->
                new Failure(ErrorCode.INVALID_ARGUMENT.number(), sentence(e), invalid.path(), invalid.uri());
            case InvalidManifestException _ ->
                new Failure(
                        ErrorCode.INVALID_ARGUMENT.number(),
                        "The manifest is not valid; " + sentence(e),
                        null,
                        known(index));
            case ContentLostException lost ->
                Failure.of(
                        ErrorCode.INVALID_ARGUMENT, "The snapshot cannot be restored: a part of it " + lost.reason());
            case SnapshotUnavailableException unavailable ->
                Failure.of(ErrorCode.SERVICE_UNAVAILABLE, sentence(unavailable));
            case RefusedException refused -> Failure.of(refused.code, sentence(refused));
            case DataLocation.MountedBelowException mounted ->
                Failure.of(
                        ErrorCode.NOT_ALLOWED_FOR_BUNDLE,
                        "The application " + bundle + " cannot be restored: " + sentence(mounted));
            case Exchange.UnflushedException unflushed -> Failure.of(ErrorCode.IO_ERROR, unflushed.sentence(bundle));
            default ->
                FullDisk.isCauseOf(e)
                        ? Failure.of(ErrorCode.NO_SPACE, "The disk with the data of " + bundle + " is full")
                        : e instanceof PosixException posix
                                ? Failure.of(
                                        ErrorCode.IO_ERROR,
                                        "The new state of " + bundle + " could not be written or put in place: "
                                                + posix.getMessage())
                                : Failure.of(
                                        ErrorCode.IO_ERROR,
                                        "The new state of " + bundle + " could not be written or put in place");
        };
    }

    /** A failure that cannot name the index is still the failure that the client has to know. */
    private static @Nullable String known(Supplier<@Nullable String> index) {
        try {
            return index.get();
        } catch (RuntimeException e) {
            log.warn("The index of a manifest that is not valid could not be read: {}", e.toString());
            return null;
        }
    }

    private static String sentence(IOException e) {
        var message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
