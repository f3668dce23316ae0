package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;

/**
 * The mode bits that this process leaves out of every file and directory that it makes (umask(2)).
 *
 * <p>The mask belongs to the process, not to a thread: while {@link #inherited} runs its action, other threads make files with the mask
 * that the process was started with. Keep the action as short as the start of a process. Thread-safe.
 */
public final class Umask {
    private static final int OWNER_ONLY = 077;

    private static final MethodHandle UMASK = Libc.bind("umask", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @GuardedBy("Umask.class")
    private static int inherited = -1;

    private Umask() {}

    /** From now on what this process makes is for its user only, whatever mask the process was started with. */
    public static synchronized void makeOwnFilesPrivate() {
        if (inherited < 0) {
            inherited = set(OWNER_ONLY);
        }
    }

    /** Runs what has to see the mask that the process was started with, such as the start of somebody else's command. */
    public static synchronized <T> T inherited(Callable<T> action) throws Exception {
        if (inherited < 0) {
            return action.call();
        }
        set(inherited);
        try {
            return action.call();
        } finally {
            set(OWNER_ONLY);
        }
    }

    private static int set(int mask) {
        try {
            return (int) UMASK.invokeExact(mask);
        } catch (Throwable e) {
            throw new IllegalStateException("umask cannot fail", e);
        }
    }
}
