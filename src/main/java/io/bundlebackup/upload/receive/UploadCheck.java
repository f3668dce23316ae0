package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import java.io.IOException;

/** Decides whether a request may write an upload. */
public interface UploadCheck<T> {
    /**
     * What the check found out about the upload.
     *
     * @throws ProblemException why the request is refused
     */
    T check() throws IOException;
}
