package io.bundlebackup.vault.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;

/** The right to change what a vault keeps: the authority {@code vault-admin}. Reading needs {@code vault}, which the filter chain checks. */
final class AdminRight {
    private static final String ROLE = "VAULT_ADMIN";

    private AdminRight() {}

    /** @throws ProblemException {@code permission-denied} */
    static void require(HttpServletRequest request) {
        if (!request.isUserInRole(ROLE)) {
            throw new ProblemException(
                    ProblemType.PERMISSION_DENIED, "The caller does not have the authority 'vault-admin'.");
        }
    }
}
