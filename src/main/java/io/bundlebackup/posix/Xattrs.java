package io.bundlebackup.posix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Extended attributes of the {@code user.} space, of an open descriptor. */
final class Xattrs {
    private static final byte[] SPACE = {'u', 's', 'e', 'r', '.'};
    private static final int LONGEST_NAME = 255;

    private Xattrs() {}

    static List<byte[]> names(int descriptor) throws PosixException {
        try (Scratch scratch = Scratch.take()) {
            int length = Libc.flistxattr(descriptor, scratch);
            if (length == -Errno.EOPNOTSUPP || length == 0) {
                return List.of();
            }
            if (length < 0) {
                throw new PosixException(-length, "list attributes");
            }
            return split(scratch.data(length));
        }
    }

    private static List<byte[]> split(byte[] list) {
        var names = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i < list.length; i++) {
            if (list[i] == 0) {
                if (isUser(list, start, i)) {
                    names.add(Arrays.copyOfRange(list, start, i));
                }
                start = i + 1;
            }
        }
        names.sort(Arrays::compareUnsigned);
        return names;
    }

    static byte @Nullable [] value(int descriptor, byte[] name) throws PosixException {
        checkName(name, "read attribute");
        try (Scratch scratch = Scratch.take()) {
            scratch.path(name, 0, name.length);
            int length = Libc.fgetxattr(descriptor, scratch);
            if (length == -Errno.ENODATA || length == -Errno.EOPNOTSUPP) {
                return null;
            }
            if (length < 0) {
                throw new PosixException(-length, "read attribute", name);
            }
            return scratch.data(length);
        }
    }

    static void set(int descriptor, byte[] name, byte[] value) throws PosixException {
        checkName(name, "set attribute");
        if (value.length > Scratch.DATA_BYTES) {
            throw new PosixException(Errno.E2BIG, "set attribute", name);
        }
        try (Scratch scratch = Scratch.take()) {
            scratch.path(name, 0, name.length);
            scratch.value(value);
            PosixException.check(LibcWrite.fsetxattr(descriptor, value.length, scratch), "set attribute", name);
        }
    }

    static void remove(int descriptor, byte[] name) throws PosixException {
        checkName(name, "remove attribute");
        try (Scratch scratch = Scratch.take()) {
            scratch.path(name, 0, name.length);
            PosixException.check(LibcWrite.fremovexattr(descriptor, scratch), "remove attribute", name);
        }
    }

    private static void checkName(byte[] name, String operation) throws PosixException {
        if (!isUser(name, 0, name.length) || name.length > LONGEST_NAME || hasNul(name)) {
            throw new PosixException(Errno.EINVAL, operation, name);
        }
    }

    private static boolean hasNul(byte[] name) {
        for (byte b : name) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUser(byte[] list, int from, int to) {
        return to - from > SPACE.length && Arrays.equals(list, from, from + SPACE.length, SPACE, 0, SPACE.length);
    }
}
