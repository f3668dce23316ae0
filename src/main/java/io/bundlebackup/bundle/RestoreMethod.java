package io.bundlebackup.bundle;

import org.jspecify.annotations.Nullable;

/**
 * How a restore replaces a bundle's data with a new tree.
 *
 * @param kind how, if it can
 * @param inside whether the service's own directory lies in the data, not beside it
 * @param remark for the operator, a sentence without capital and full stop: why readers in between may see a mixture; {@code null} when
 *     they cannot, or when the data directory is a mount point, of which the documents say so
 * @param refusal for the operator, a sentence without capital and full stop: why there is no way; {@code null} when there is one
 */
public record RestoreMethod(
        Kind kind,
        boolean inside,
        @Nullable String remark,
        @Nullable String refusal) {
    /** The methods, best first. */
    public enum Kind {
        /** Both directories are exchanged in one system call. */
        WHOLE,
        /** The children are exchanged one after the other, each in one system call. */
        CHILDREN,
        /** As {@code CHILDREN}, by moving one child out and the other in. */
        MOVES,
        /** As {@code MOVES}, and a child directory that cannot be moved is copied out and removed. */
        COPIES
    }

    /** In one system call. */
    public static final RestoreMethod WHOLE = new RestoreMethod(Kind.WHOLE, false, null, null);

    static RestoreMethod by(Kind kind, boolean inside, @Nullable String reason) {
        return new RestoreMethod(
                kind,
                inside,
                reason == null
                        ? null
                        : "it can be restored, but not atomically for readers in between, who may see old files beside new ones: "
                                + reason,
                null);
    }

    static RestoreMethod none(Kind kind, boolean inside, String reason) {
        return new RestoreMethod(kind, inside, null, reason + ", so it can be backed up but not restored");
    }
}
