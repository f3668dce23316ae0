package io.bundlebackup.archive.unpack;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The content of a file, verified piece by piece while it is read. Read by one thread. */
public interface FileSource {
    /** The SHA-256 of the whole content in hexadecimal digits, if it is known that the stream has no other content; otherwise null. */
    @Nullable
    String sha256() throws IOException;

    /** Opens the content; the stream throws a {@link ContentLostException} where a piece is damaged or missing. */
    InputStream open() throws IOException;
}
