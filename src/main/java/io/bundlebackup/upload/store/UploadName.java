package io.bundlebackup.upload.store;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import java.util.regex.Pattern;

/**
 * Names an upload by caller, session, bundle and delivered file. The constructor refuses names that no delivered file can have.
 */
public record UploadName(String caller, BundleId bundle, String uri) {
    private static final Pattern URI = Pattern.compile("[A-Za-z0-9_.]{1,255}");

    /** @throws ProblemException {@code invalid-argument} for a uri that no delivered file can have */
    public UploadName {
        if (!URI.matcher(uri).matches() || uri.equals(".") || uri.equals("..")) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    "The uri of a file is 1 to 255 letters, digits, underscores and dots, and not . or .. alone.");
        }
    }
}
