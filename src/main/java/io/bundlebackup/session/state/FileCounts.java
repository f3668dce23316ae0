package io.bundlebackup.session.state;

import org.jspecify.annotations.Nullable;

/**
 * What is counted of a bundle's files; immutable.
 *
 * @param total what the scan found; more, if files have grown by the time they are announced
 * @param ready announced; of a restore uploaded
 * @param closed the client has it; of a restore it is in the new tree
 * @param failed application files that could not be taken, all in the report
 * @param open delivered files that were announced and not closed
 * @param stale delivered files that have to be announced anew
 * @param indexAnnounced the index is out
 * @param reported {@code onResultReport} is out
 */
public record FileCounts(
        @Nullable Tally total,
        Tally ready,
        Tally closed,
        long failed,
        int open,
        int stale,
        boolean indexAnnounced,
        boolean reported) {

    /** Regular files of the application, and the bytes of their content; counted with the delivered file that carries them. */
    public record Tally(long files, long bytes) {
        public static final Tally ZERO = new Tally(0, 0);

        Tally plus(DeliveredFile file) {
            return new Tally(files + file.files(), bytes + file.bytes());
        }

        Tally orMore(Tally other) {
            return new Tally(Math.max(files, other.files), Math.max(bytes, other.bytes));
        }

        Tally minus(DeliveredFile file) {
            return new Tally(files - file.files(), bytes - file.bytes());
        }
    }

    public static final FileCounts NONE = new FileCounts(null, Tally.ZERO, Tally.ZERO, 0, 0, 0, false, false);

    FileCounts totals(Tally scanned) {
        return new FileCounts(scanned, ready, closed, failed, open, stale, indexAnnounced, reported);
    }

    FileCounts announced(DeliveredFile file) {
        var index = indexAnnounced || file.kind() == FileKind.INDEX;
        var more = ready.plus(file);
        var known = total == null ? null : total.orMore(more);
        return new FileCounts(known, more, closed, failed, open + 1, stale, index, reported);
    }

    FileCounts closed(DeliveredFile file) {
        return new FileCounts(total, ready, closed.plus(file), failed, open - 1, stale, indexAnnounced, reported);
    }

    /** Announced, but its bytes are gone: not ready until it is announced anew. */
    FileCounts stale(DeliveredFile file) {
        return new FileCounts(total, ready.minus(file), closed, failed, open - 1, stale + 1, indexAnnounced, reported);
    }

    FileCounts staleResolved() {
        return new FileCounts(total, ready, closed, failed, open, stale - 1, indexAnnounced, reported);
    }

    FileCounts failedMore(long more) {
        return new FileCounts(total, ready, closed, failed + more, open, stale, indexAnnounced, reported);
    }

    /** What failed so far is of a run that is repeated. */
    FileCounts withoutFailures() {
        return new FileCounts(total, ready, closed, 0, open, stale, indexAnnounced, reported);
    }

    /** How much of a restore is uploaded, and how much is in the new tree. */
    FileCounts counted(Tally uploaded, Tally applied) {
        return new FileCounts(total, uploaded, applied, failed, open, stale, indexAnnounced, reported);
    }

    FileCounts asReported() {
        return new FileCounts(total, ready, closed, failed, open, stale, indexAnnounced, true);
    }
}
