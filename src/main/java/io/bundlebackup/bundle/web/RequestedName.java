package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;

/** The name of a bundle in a URL. */
final class RequestedName {
    /** Refuses a text that is not a valid bundle name. The message does not repeat the text, which can have any content. */
    static String check(String name) {
        if (!BundleName.isValid(name)) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The bundle name in the URL is not valid.");
        }
        return name;
    }

    private RequestedName() {}
}
