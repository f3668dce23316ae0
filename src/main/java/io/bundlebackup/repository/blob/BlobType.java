package io.bundlebackup.repository.blob;

/** What a blob contains; restic's {@code data} and {@code tree}. A data blob and a tree blob of the same content are two blobs. */
public enum BlobType {
    /** A piece of a file. */
    DATA,
    /** The JSON of one directory. */
    TREE
}
