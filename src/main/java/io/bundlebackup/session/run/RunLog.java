package io.bundlebackup.session.run;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.SessionSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, in one line each, that the work on a bundle began and how that work ended. Thread-safe. */
final class RunLog {
    private static final Logger log = LoggerFactory.getLogger(RunLog.class);

    private RunLog() {}

    static void began(SessionSnapshot session, String name) {
        log.info("{} began in session {}.", subject(session, name), session.id());
    }

    /** A warning if something was not backed up or restored. */
    static void ended(SessionSnapshot session, String name) {
        var bundle = Objects.requireNonNull(session.bundle(name));
        var standing = bundle.standing();
        var outcome = standing.outcome();
        if (outcome == null) {
            return;
        }
        var text = subject(session, name) + " ended: " + outcome.wire() + ", " + counted(bundle)
                + duration(standing.beganAt(), standing.endedAt());
        var failure = standing.failure();
        if (failure != null) {
            log.warn("{}. Reason: {} [{}].", text, failure.message(), failure.code());
        } else if (bundle.counts().failed() > 0) {
            log.warn(
                    "{}, {} failed. The report of the bundle names each file that failed.",
                    text,
                    bundle.counts().failed());
        } else {
            log.info("{}.", text);
        }
    }

    private static String subject(SessionSnapshot session, String name) {
        var bundle = session.bundle(name);
        var kind = switch (session.type()) {
            case BACKUP -> "The backup of ";
            case INCREMENTAL_BACKUP -> "The incremental backup of ";
            case RESTORE -> "The restore of ";
            case VAULT -> "The snapshot of ";
        };
        var target = bundle == null || bundle.target().equals(name) ? "" : " to " + bundle.target();
        return kind + name + target + " for " + session.owner();
    }

    private static String counted(BundleSnapshot bundle) {
        var done = bundle.counts().closed();
        return done.files() + " files, " + done.bytes() + " bytes";
    }

    private static String duration(@Nullable Instant from, @Nullable Instant to) {
        // The wall clock may have been set back meanwhile.
        return from == null || to == null || to.isBefore(from)
                ? ""
                : String.format(
                        Locale.ROOT, ", %.1f s", Duration.between(from, to).toMillis() / 1000.0);
    }
}
