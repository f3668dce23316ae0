package io.bundlebackup.bundle;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the kernel lets this process do with a directory, and in words why not. */
final class DirectoryAccess {
    private static final int STICKY = 01000;

    private DirectoryAccess() {}

    /** Why this process cannot list the directory and reach what is in it; {@code null} if it can. */
    static @Nullable String readRefusal(Path directory) {
        return refusal(directory, AccessMode.READ, AccessMode.EXECUTE);
    }

    /** Why this process cannot make and rename entries of the directory; {@code null} if it can. */
    static @Nullable String writeRefusal(Path directory) {
        return refusal(directory, AccessMode.WRITE, AccessMode.EXECUTE);
    }

    /** As {@link #writeRefusal}, of a directory to which this process gives itself the right for a moment, if it is the owner. */
    static @Nullable String ownWriteRefusal(Path directory) {
        try {
            check(directory, AccessMode.WRITE, AccessMode.EXECUTE);
            return null;
        } catch (AccessDeniedException e) {
            return isOwn(directory) ? null : describe(e);
        } catch (IOException e) {
            return describe(e);
        }
    }

    /** Whether the sticky bit of a directory, such as that of {@code /tmp}, keeps this process from renaming an entry of it. */
    static boolean sticks(Path directory, Path entry) {
        try {
            return ((int) Files.getAttribute(directory, "unix:mode") & STICKY) != 0
                    && ownUid() != 0
                    && !isOwn(directory)
                    && !isOwn(entry);
        } catch (IOException e) {
            return true;
        }
    }

    /** In words, with the name of the error where there is one for certain. */
    static String describe(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied (EACCES)";
        }
        return e instanceof FileSystemException known && known.getReason() instanceof String reason
                ? reason
                : String.valueOf(e.getMessage());
    }

    /** A path for people. */
    static String printable(Path path) {
        return path.toString().replaceAll("\\p{Cntrl}", "?");
    }

    private static @Nullable String refusal(Path directory, AccessMode... modes) {
        try {
            check(directory, modes);
            return null;
        } catch (IOException e) {
            return describe(e);
        }
    }

    private static void check(Path directory, AccessMode... modes) throws IOException {
        directory.getFileSystem().provider().checkAccess(directory, modes);
    }

    private static boolean isOwn(Path path) {
        try {
            int owner = (int) Files.getAttribute(path, "unix:uid");
            return owner == ownUid() || ownUid() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int ownUid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
