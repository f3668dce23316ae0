package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.reply.KeepReply;
import io.bundlebackup.upload.store.Upload;
import io.bundlebackup.upload.store.UploadName;
import io.bundlebackup.upload.store.UploadRow;
import io.bundlebackup.upload.store.UploadRows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Announces uploads and issues their handles. Thread-safe. */
public final class UploadHandles {
    private final UploadTools tools;

    public UploadHandles(UploadTools tools) {
        this.tools = tools;
    }

    /**
     * OpenHarmony's {@code getFileHandle}: announces an upload and issues its handle.
     *
     * @param size the size of the upload; replaces the size of an earlier call
     * @return the state of the upload
     * @throws ProblemException what the session refuses; {@code invalid-argument} for a size below what has arrived
     */
    public Upload declare(UploadName name, @Nullable Long size, @Nullable KeepReply<Upload> remember) {
        tools.bundles().uploadable(name.caller(), name.bundle());
        try (var _ = tools.locks().lock(name)) {
            tools.bundles().uploadable(name.caller(), name.bundle());
            var known = tools.rows().find(name.bundle(), name.uri());
            if (size != null && known.isPresent()) {
                requireRoom(known.get(), size, tools.files().arrived(name.bundle(), known.get()));
            }
            tools.rows().declare(name.bundle(), name.uri(), size);
            var row = tools.rows().find(name.bundle(), name.uri()).orElseThrow(UploadRows::unknown);
            var answer = row.at(tools.files().arrived(name.bundle(), row));
            try {
                // The row has to exist before: a client that gets the handle may ask for the upload at once.
                return tools.bundles().issueHandle(name.caller(), name.bundle(), name.uri(), answer, remember);
            } catch (RuntimeException e) {
                takeBack(name, known.orElse(null), e);
                throw e;
            }
        } catch (IOException e) {
            throw new ProblemException(ProblemType.IO_ERROR, "The upload cannot be read.", e);
        }
    }

    /** Reverts the announcement after a refused handle: the upload would otherwise be reported as missing. */
    private void takeBack(UploadName name, @Nullable UploadRow before, RuntimeException refusal) {
        try {
            if (before == null) {
                tools.rows().remove(name.bundle(), name.uri());
            } else {
                tools.rows().redeclare(name.bundle(), name.uri(), before.declared());
            }
        } catch (ProblemException e) {
            refusal.addSuppressed(e);
        }
    }

    private static void requireRoom(UploadRow row, long size, long offset) {
        var said = row.size();
        if (!row.complete() && (size < offset || said != null && said != size)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The upload is to have " + row.expected() + " bytes, of which " + offset
                            + " have arrived; delete it, or send it whole, to begin anew.");
        }
    }
}
