package io.bundlebackup.posix;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks that this machine has what the package needs: Linux 5.6 or later on x86-64 or aarch64, with glibc. */
public final class Posix {
    private static final String NEED =
            "Bundle Backup needs Linux 5.6 or later on x86-64 or aarch64 with glibc 2.28 or later, ";

    private Posix() {}

    /**
     * Returns if the machine is supported; checks once for each process.
     *
     * @throws UnsupportedOperationException with one sentence that says what is missing
     */
    public static void requireSupported() {
        String refusal = Answer.REFUSAL;
        if (refusal != null) {
            throw new UnsupportedOperationException(refusal);
        }
    }

    private static final class Answer {
        static final @Nullable String REFUSAL = refusal();
    }

    /** The reason why this machine is not supported, in one sentence; null if it is. */
    static @Nullable String refusal() {
        String reason = refusal(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        if (reason != null) {
            return reason;
        }
        try (Scratch scratch = Scratch.take()) {
            scratch.path(new byte[] {'.'}, 0, 1);
            int result = Libc.openat2(Libc.AT_FDCWD, Platform.O_PATH | Platform.O_CLOEXEC, 0, scratch);
            if (result >= 0) {
                Libc.close(result, scratch);
            }
            return refusal(result);
        } catch (LinkageError e) {
            return NEED + "and its C library cannot be called here: " + (e.getCause() == null ? e : e.getCause()) + ".";
        }
    }

    static @Nullable String refusal(String system, String processor) {
        if (!system.toLowerCase(Locale.ROOT).equals("linux")
                || !(processor.equals("amd64") || processor.equals("aarch64"))) {
            return NEED + "and this is " + system + " on " + processor + ".";
        }
        return null;
    }

    /** A sandbox without openat2 returns ENOSYS or EPERM; other errors mean that the call exists. */
    static @Nullable String refusal(int openat2) {
        if (openat2 == -Errno.ENOSYS || openat2 == -Errno.EPERM) {
            return NEED + "and here the kernel, or a sandbox around it, refuses the system call openat2.";
        }
        return null;
    }
}
