package io.bundlebackup.vault.browse;

import io.bundlebackup.manifest.RawPath;
import io.bundlebackup.repository.tree.Node;
import java.io.IOException;
import java.io.InputStream;

/** The form of an archive that is being written. Used by one thread. */
interface ArchiveFormat {
    void directory(RawPath path, Node node) throws IOException;

    void symbolicLink(RawPath path, Node node) throws IOException;

    /** @param content exactly as long as the node says */
    void file(RawPath path, Node node, InputStream content) throws IOException;

    /** A further name of a file that is in the archive. Returns false if the form has no such names: then the file comes again. */
    boolean hardLink(RawPath path, Node node, RawPath first) throws IOException;

    /** The last entry: a text of this service. */
    void text(String name, byte[] text) throws IOException;

    void finish() throws IOException;
}
