package io.bundlebackup.posix;

import org.jspecify.annotations.Nullable;

/** Whether this machine has what the package needs: Linux 5.6 or later on x86-64 or aarch64, with glibc. */
public final class Posix {
    private Posix() {}

    /**
     * Returns if the machine is supported; asked of the kernel once in a process's life.
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
        static final @Nullable String REFUSAL = Platform.refusal();
    }
}
