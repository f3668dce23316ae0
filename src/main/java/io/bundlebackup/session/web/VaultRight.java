package io.bundlebackup.session.web;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.BundleRequest;
import io.bundlebackup.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;

/** The right to see vaults and to restore from them: the authority {@code vault}, which operations on sessions do not need otherwise. */
public final class VaultRight {
    private static final String ROLE = "VAULT";

    private VaultRight() {}

    /** Whether the caller has the right. */
    public static boolean isHeld(HttpServletRequest request) {
        return request.isUserInRole(ROLE);
    }

    /** @throws ProblemException {@code permission-denied} */
    public static void require(HttpServletRequest request) {
        if (!isHeld(request)) {
            throw new ProblemException(
                    ProblemType.PERMISSION_DENIED, "The caller does not have the authority 'vault'.");
        }
    }

    /** In whose name the caller of a request reads a session: with the right also those of the runs of vaults. */
    public static String reader(HttpServletRequest request, Sessions sessions, String sessionId) {
        var caller = Objects.requireNonNull(request.getUserPrincipal()).getName();
        return isHeld(request) ? sessions.readerOf(sessionId, caller) : caller;
    }

    /** @throws ProblemException {@code permission-denied} if a bundle is restored from a snapshot and the caller may not do that */
    static void require(HttpServletRequest request, List<BundleRequest> bundles) {
        boolean needed = bundles.stream()
                .anyMatch(bundle -> bundle.restore() != null && bundle.restore().fromSnapshot() != null);
        if (needed) {
            require(request);
        }
    }
}
