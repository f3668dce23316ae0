package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.upload.store.UploadRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The permission for a request to write an upload, with the state of the upload before the request.
 *
 * @param before {@code null} if there was no such upload
 * @param arrived how many bytes of the upload had arrived
 * @param size the size of the whole upload, if it is known
 */
public record UploadAdmission(
        @Nullable UploadRow before, long arrived, @Nullable Long size) {
    /** Decides about a request while no other request writes the upload. */
    public interface Check {
        /** @throws ProblemException why the request is refused */
        UploadAdmission admit() throws IOException;
    }
}
