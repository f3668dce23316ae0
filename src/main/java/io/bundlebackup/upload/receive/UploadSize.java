package io.bundlebackup.upload.receive;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.upload.store.UploadRow;
import org.jspecify.annotations.Nullable;

/** Determines the size of an upload. All sources of the size must agree. */
final class UploadSize {
    private UploadSize() {}

    /**
     * The size of an upload after a request; {@code null} while it is not known. A whole upload replaces the size of an unfinished one, but
     * not an announced size, which only another announcement changes.
     *
     * @throws ProblemException {@code invalid-argument} if the request contradicts what is known, or itself
     */
    static @Nullable Long of(@Nullable UploadRow before, UploadChunk chunk, long offset) {
        var whole = chunk.from() == null;
        var start = whole ? 0 : offset;
        Long said = chunk.size();
        if (chunk.last() && chunk.length() >= 0) {
            said = agreed(said, start + chunk.length(), "The request");
        }
        if (before == null) {
            return fitting(said, start, chunk);
        }
        // The announced size was that of the complete upload, which is replaced now.
        var known = whole && before.complete() ? null : whole ? before.declared() : before.expected();
        return fitting(agreed(said, known, "What was announced before"), start, chunk);
    }

    private static @Nullable Long agreed(@Nullable Long said, @Nullable Long known, String who) {
        if (said != null && known != null && !said.equals(known)) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT,
                    who + " says that the upload has " + known + " bytes, not " + said + ".");
        }
        return said != null ? said : known;
    }

    private static @Nullable Long fitting(@Nullable Long size, long start, UploadChunk chunk) {
        if (size != null && start + Math.max(0, chunk.length()) > size) {
            throw tooLong(size);
        }
        return size;
    }

    static ProblemException tooShort(long size, long length) {
        return new ProblemException(
                ProblemType.INVALID_ARGUMENT,
                "The upload was announced with " + size + " bytes and is said to end after " + length
                        + "; nothing of this request was kept.");
    }

    static ProblemException tooLong(long size) {
        return new ProblemException(
                ProblemType.INVALID_ARGUMENT,
                "The body goes beyond the " + size + " bytes that were announced; nothing of it was kept.");
    }
}
