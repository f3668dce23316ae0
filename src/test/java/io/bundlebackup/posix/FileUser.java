package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets a thread of root have the rights of an ordinary user for files. Where the tests do not run as root, nothing has to be done. */
public final class FileUser {
    private static final int ID = 12_345;
    private static final MethodHandle SETFSUID = Libc.bind("setfsuid", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private FileUser() {}

    /** What a test does as that user. */
    public interface Action {
        void run() throws Exception;
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    /** Gives the user a directory, with all that is in it. */
    public static void own(Path directory) throws IOException {
        if (isRoot()) {
            try (var all = Files.walk(directory)) {
                for (var path : (Iterable<Path>) all::iterator) {
                    Files.setAttribute(path, "unix:uid", ID);
                }
            }
        }
    }

    /** Runs the action with the rights of that user; the files have to be {@link #own owned} by the user. */
    public static void during(Action action) throws Exception {
        if (!isRoot()) {
            action.run();
            return;
        }
        setFileUser(ID);
        try {
            action.run();
        } finally {
            setFileUser(0);
        }
    }

    private static void setFileUser(int user) {
        try {
            int before = (int) SETFSUID.invokeExact(user);
            assert before != user;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
