package io.bundlebackup.session.work;

/** A feature that keeps files on disk until clients have fetched them. */
public interface StagedBytes {
    /** Bytes on disk that wait for clients. */
    long stagedBytes();
}
