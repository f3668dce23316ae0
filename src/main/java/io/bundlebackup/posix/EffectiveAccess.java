package io.bundlebackup.posix;

import java.nio.file.AccessMode;
import java.nio.file.Path;

/**
 * What this process may do with a file, by its capabilities too, such as CAP_DAC_READ_SEARCH of a service that is not root. Java asks
 * access(2), which leaves them out. Kernels before 5.8 leave them out here as well. Thread-safe.
 */
public final class EffectiveAccess {
    private EffectiveAccess() {}

    /** Follows links. False also if the file does not exist, or cannot be reached. */
    public static boolean permits(Path path, AccessMode... modes) {
        var bytes = Directory.bytes(path);
        if (bytes.length >= Scratch.PATH_BYTES) {
            return false;
        }
        int bits = 0;
        for (var mode : modes) {
            bits |= switch (mode) {
                case READ -> 4;
                case WRITE -> 2;
                case EXECUTE -> 1;
            };
        }
        try (Scratch scratch = Scratch.take()) {
            scratch.path(bytes, 0, bytes.length);
            return LibcNames.faccessat(bits, scratch) == 0;
        }
    }
}
