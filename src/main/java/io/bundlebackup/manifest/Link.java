package io.bundlebackup.manifest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The target of a link, as bytes: the verbatim target of a symbolic link, or the first path of a hard link.
 * The array is not copied: never write into it.
 *
 * @param bytes 1 to 4,096, without NUL
 */
public record Link(byte[] bytes) {
    public Link {
        if (bytes.length == 0 || bytes.length > RawPath.MAX_LENGTH) {
            throw new IllegalArgumentException("the link is not 1 to " + RawPath.MAX_LENGTH + " bytes long");
        }
        for (byte b : bytes) {
            if (b == 0) {
                throw new IllegalArgumentException("the link holds a NUL byte");
            }
        }
    }

    /** A hard link to the file with this path. */
    public static Link to(RawPath first) {
        return new Link(first.bytes());
    }

    /** The text as it stands in JSON; see {@link RawPath#encoded()}. */
    public String encoded() {
        return RawText.text(bytes);
    }

    public boolean needsEncoding() {
        return RawText.needsEncoding(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Link link && Arrays.equals(bytes, link.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As {@link #encoded()}: safe in a log line. */
    @Override
    public String toString() {
        return encoded();
    }
}
