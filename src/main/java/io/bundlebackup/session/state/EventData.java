package io.bundlebackup.session.state;

import io.bundlebackup.problem.Failure;
import io.bundlebackup.session.state.FileCounts.Tally;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of an {@link Event}, a record for each form that its {@code data} has (docs/protocol.md). Immutable. */
public sealed interface EventData {
    record BundleBegun() implements EventData {}

    /** @param lastIncrementalTime epoch seconds to pass to the next incremental backup */
    record BundleEnded(Outcome outcome, @Nullable Long lastIncrementalTime) implements EventData {}

    /** A client can fetch a file of a backup. */
    record FileReady(DeliveredFile file) implements EventData {}

    /** A file of a backup was announced, has changed, and will not be announced again. */
    record FileGivenUp(String uri) implements EventData {}

    /** A client can upload a file of a restore. */
    record HandleReady(String uri) implements EventData {}

    /**
     * @param done what the client has of a backup, or what is in the new tree of a restore
     * @param total of which {@code done} is a part
     * @param rate bytes a second
     */
    record Progress(
            Tally done,
            @Nullable Tally total,
            @Nullable Long rate,
            @Nullable Long etaSeconds) implements EventData {}

    /** @param progressInfo what a command of the application said, as JSON */
    record ApplicationProgress(List<Map<String, Object>> progressInfo) implements EventData {}

    /** @param path as in the manifest */
    record FileFailed(String path, int code, String message) implements EventData {
        /** Whether the path is percent-encoded; one with a percent sign of its own always is. */
        public boolean pathEncoded() {
            return path.indexOf('%') >= 0;
        }
    }

    /**
     * @param failure why the bundle failed, or else which command of the application did
     * @param added what commands of the application said, as JSON
     */
    record ResultReport(@Nullable Failure failure, long files, long failed, List<Map<String, Object>> added)
            implements EventData {}

    record Sizes(SizeReport report) implements EventData {}

    record AllBundlesEnded() implements EventData {}

    record ServiceDied() implements EventData {}

    default EventType type() {
        return switch (this) {
            case BundleBegun _ -> EventType.ON_BUNDLE_BEGIN;
            case BundleEnded _ -> EventType.ON_BUNDLE_END;
            case FileReady _, FileGivenUp _, HandleReady _ -> EventType.ON_FILE_READY;
            case Progress _, ApplicationProgress _, FileFailed _ -> EventType.ON_PROCESS;
            case ResultReport _ -> EventType.ON_RESULT_REPORT;
            case Sizes _ -> EventType.ON_BACKUP_SIZE_REPORT;
            case AllBundlesEnded _ -> EventType.ON_ALL_BUNDLES_END;
            case ServiceDied _ -> EventType.ON_BACKUP_SERVICE_DIED;
        };
    }
}
