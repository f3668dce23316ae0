package io.bundlebackup.posix;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The numbers that differ between the processors, and whether this machine is one that we run on. */
final class Platform {
    private static final String PROCESSOR = System.getProperty("os.arch", "");
    private static final boolean ARM = PROCESSOR.equals("aarch64");

    static final long O_RDWR = 0x2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NONBLOCK = 0x800;
    static final long O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final long O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    static final long O_NOATIME = 0x40000;
    static final long O_CLOEXEC = 0x80000;
    static final long O_PATH = 0x200000;
    static final long SYS_GETDENTS64 = ARM ? 61 : 217;

    private static final String NEED =
            "Bundle Backup needs Linux 5.6 or later on x86-64 or aarch64 with glibc 2.28 or later, ";

    private Platform() {}

    /** Why this machine will not do, in one sentence. */
    static @Nullable String refusal() {
        String reason = refusal(System.getProperty("os.name", ""), PROCESSOR);
        if (reason != null) {
            return reason;
        }
        try (Scratch scratch = Scratch.take()) {
            scratch.path(new byte[] {'.'}, 0, 1);
            int result = Libc.openat2(Libc.AT_FDCWD, O_PATH | O_CLOEXEC, 0, scratch);
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

    /** A sandbox that does not know openat2 answers ENOSYS or EPERM; other errors come from a call that is there. */
    static @Nullable String refusal(int openat2) {
        if (openat2 == -Errno.ENOSYS || openat2 == -Errno.EPERM) {
            return NEED + "and here the kernel, or a sandbox around it, refuses the system call openat2.";
        }
        return null;
    }
}
