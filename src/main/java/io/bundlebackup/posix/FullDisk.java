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
 * Whether a failure means that a file system, or the owner's quota on it, is full. Java's file classes keep only the C
 * library's text, in the language of the locale, and no error number; so this class compares with the text that the C library
 * has.
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

    /** The C library's text for an error number, as Java's exceptions have it. */
    static String text(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(LONGEST_TEXT).getString(0, CHARSET);
        } catch (Throwable e) {
            throw new IllegalStateException("strerror cannot fail", e);
        }
    }
}
