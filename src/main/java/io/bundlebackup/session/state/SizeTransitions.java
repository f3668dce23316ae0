package io.bundlebackup.session.state;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import java.util.Map;
import java.util.Objects;

/**
 * The transitions of a session's size scan; a part of {@link Transitions}.
 *
 * <pre>
 * sizes     none     --measure--> scanning
 *           scanning --report-->  scanning  onBackupSizeReport           none with the last bundle's
 *           scanning --close-->   none
 * </pre>
 */
final class SizeTransitions {
    private SizeTransitions() {}

    static void measure(Draft draft, boolean precise, Map<String, Long> asked) {
        var session = draft.session();
        switch (session.state()) {
            case OPEN -> {}
            case RUNNING, COMPLETED -> {
                // An incremental session takes further bundles.
                if (session.type() != SessionType.INCREMENTAL_BACKUP) {
                    throw new ProblemException(
                            ProblemType.ALREADY_APPENDED,
                            "Sizes are measured before the append; create another session.");
                }
            }
            case RELEASING, RELEASED, EXPIRED -> throw Draft.sessionEnded();
        }
        if (session.type() == SessionType.RESTORE) {
            throw new ProblemException(
                    ProblemType.WRONG_SESSION_TYPE, "A restore session has no local data to measure.");
        }
        if (session.sizes().running()) {
            throw new ProblemException(
                    ProblemType.SCAN_RUNNING, "A size scan of this session is running; wait for its last report.");
        }
        draft.measure(new SizeQuery(session.lastSeq(), 0, precise, asked));
    }

    /** Reports each bundle once, however often its size is measured; reports nothing for a scan that is over. */
    static void report(Draft draft, long scan, Map<String, BundleSize> measured) {
        var sizes = draft.session().sizes();
        if (!sizes.running() || sizes.after() != scan) {
            return;
        }
        var scaned = sizes.remaining().keySet().stream()
                .map(measured::get)
                .filter(Objects::nonNull)
                .toList();
        var left = sizes.without(scaned.stream().map(BundleSize::bundleName).toList());
        var seq = draft.emit(null, new EventData.Sizes(new SizeReport(scaned, left.scanning())), null);
        draft.measure(left.reportedBy(seq));
    }
}
