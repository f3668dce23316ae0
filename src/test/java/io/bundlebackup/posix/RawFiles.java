package io.bundlebackup.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes what tests need on disk and Java cannot say: names and attributes in raw bytes, exact times, fifos, another user. */
public final class RawFiles {
    private static final int NOBODY = 65534;

    private RawFiles() {}

    /** The bytes of a name written in Latin-1, so that {@code \u00ff} is the byte 255. */
    public static byte[] raw(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The inverse of {@link #raw}, for readable assertions. */
    public static String shown(byte[] raw) {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    public static List<String> shown(Iterable<byte[]> raw) {
        var all = new ArrayList<String>();
        raw.forEach(name -> all.add(shown(name)));
        return all;
    }

    /** A path of raw bytes below a directory. */
    public static Path at(Path parent, byte[] path) {
        var uri = new StringBuilder(parent.toUri().toString());
        if (!uri.toString().endsWith("/")) {
            uri.append('/');
        }
        for (byte b : path) {
            uri.append(b == '/' ? "/" : String.format("%%%02X", b));
        }
        return Path.of(URI.create(uri.toString()));
    }

    public static Path at(Path parent, String latin1) {
        return at(parent, raw(latin1));
    }

    /** A path through an open directory, short however deep that is. */
    public static Path through(Handle directory, String latin1) {
        return at(Path.of("/proc/self/fd/" + directory.descriptor()), latin1);
    }

    public static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    public static void touch(Path path, String date) throws IOException, InterruptedException {
        run("touch", "-h", "-d", date, path.toString());
    }

    public static void makeFifo(Path path) throws IOException, InterruptedException {
        run("mkfifo", path.toString());
    }

    /** The descriptors of this process that are open below a directory. */
    public static long openBelow(Path directory) throws IOException {
        return pathsOpenBelow(directory).size();
    }

    /** What this process has open below a directory; a path that is too long to tell counts. */
    public static List<String> pathsOpenBelow(Path directory) throws IOException {
        String prefix = directory.toRealPath().toString();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(RawFiles::target)
                    .filter(target -> target.isEmpty() || target.startsWith(prefix))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "closed";
        } catch (IOException pathTooLongToTell) {
            return "";
        }
    }

    public static void setXattr(Path path, byte[] name, byte[] value) throws Throwable {
        FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) function("setxattr", signature)
                    .invokeExact(
                            arena.allocateFrom(path.toString()),
                            terminated(arena, name),
                            arena.allocateFrom(JAVA_BYTE, value),
                            (long) value.length,
                            0);
            assertThat(result).as("setxattr").isZero();
        }
    }

    public static void symlink(byte[] text, Path link) throws Throwable {
        FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        try (Arena arena = Arena.ofConfined()) {
            int result = (int) function("symlink", signature)
                    .invokeExact(terminated(arena, text), arena.allocateFrom(link.toString()));
            assertThat(result).as("symlink").isZero();
        }
    }

    private static MemorySegment terminated(Arena arena, byte[] name) {
        MemorySegment segment = arena.allocate(name.length + 1L);
        MemorySegment.copy(name, 0, segment, JAVA_BYTE, 0, name.length);
        return segment;
    }

    /**
     * Runs with the file system rights of a user who owns nothing, when the tests run as root; the kernel keeps them for this
     * thread alone.
     */
    public static void asNobody(Action action) throws Throwable {
        FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
        int before = (int) function("setfsuid", signature).invokeExact(NOBODY);
        try {
            action.run();
        } finally {
            int nobody = (int) function("setfsuid", signature).invokeExact(before);
            assertThat(nobody).isIn(NOBODY, before);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor signature) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
    }

    /** What may throw anything. */
    @FunctionalInterface
    public interface Action {
        void run() throws Throwable;
    }
}
