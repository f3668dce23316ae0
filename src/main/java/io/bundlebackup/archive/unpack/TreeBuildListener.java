package io.bundlebackup.archive.unpack;

import io.bundlebackup.manifest.Entry;

/** Receives the progress of a {@link TreeBuilder}, on the thread that calls the builder. An exception from a method ends that call. */
public interface TreeBuildListener {
    /** A file that the manifest lists is in the tree, with its first name or all its names. */
    void restored(long bytes) throws InterruptedException;

    /**
     * An entry of the previous tree that was to be kept is not in the new tree.
     *
     * @param path as it stands in manifests
     * @param reason for the user
     */
    void dropped(String path, String reason) throws InterruptedException;

    /**
     * The content of a file that the manifest lists is missing or differs from the manifest. Only a builder that salvages
     * reports this; it goes on without the file.
     */
    default void lost(Entry line) throws InterruptedException {}

    /**
     * Attributes could not be set, or were left out. Reported at the end, at most once for each kind. An entry without its owner
     * has no set-id bits.
     */
    void unset(UnsetAttribute attribute) throws InterruptedException;
}
