package io.bundlebackup.bundle.web;

import io.bundlebackup.bundle.BundleName;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;

/** The name of a bundle in an address. */
final class RequestedName {
    /** Refuses what cannot be the name of any bundle; the text is not repeated, because it may be anything. */
    static String check(String name) {
        if (!BundleName.isValid(name)) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, "The address has what is no name of a bundle");
        }
        return name;
    }

    private RequestedName() {}
}
