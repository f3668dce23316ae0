package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether a failure means that a file system, or the owner's quota on it, is full. Java's own file classes keep no error number, only the
 * text of the C library, which is in the language of the locale: so that text is asked from the C library too.
 */
public final class FullDisk {
    private static final MethodHandle STRERROR = Libc.bind("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private static final long LONGEST_TEXT = 1_024;

    private static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private static final List<String> TEXTS =
            Stream.of(Errno.ENOSPC, Errno.EDQUOT).map(FullDisk::text).toList();

    private FullDisk() {}

    public static boolean isCauseOf(IOException failure) {
        if (failure instanceof PosixException posix) {
            return posix.isFull();
        }
        var message = String.valueOf(failure.getMessage());
        return TEXTS.stream().anyMatch(message::contains);
    }

    /** The words of the C library for an error number, as Java's exceptions have them. */
    static String text(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_TEXT).getString(0, CHARSET);
        } catch (Throwable e) {
            throw new IllegalStateException("strerror cannot fail", e);
        }
    }
}
