package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * A layer between a service and the C library that makes the n-th operation on the service's files fail, or ends the service there:
 * {@code faults.c}, loaded with {@code LD_PRELOAD}. The operations of the JDK, of SQLite and of {@code posix} pass through the layer.
 * It needs a C compiler; without one the tests are left out and say so, but a build server ({@code CI} in the environment) has to have one.
 */
final class FaultLayer implements AutoCloseable {
    static final int OPEN = 1;
    static final int READ = 2;
    static final int WRITE = 4;
    static final int SYNC = 8;
    static final int NAMES = 16;
    static final int ATTRIBUTES = 32;
    static final int THREAD = 64;
    static final int ALL_BUT_THREADS = OPEN | READ | WRITE | SYNC | NAMES | ATTRIBUTES;
    static final int OF_THE_SERVICE = 1;
    static final int OF_BUNDLES = 2;
    static final int OF_ALL = OF_THE_SERVICE | OF_BUNDLES;
    /** Instead of an error number: the process ends. */
    static final int KILL = -1;

    private static final int ARMED = 0;
    private static final int KINDS = 8;
    private static final int ROOTS = 16;
    private static final int FIRST = 24;
    private static final int TIMES = 32;
    private static final int ERROR = 40;
    private static final int COUNT = 48;
    private static final int HITS = 56;
    private static final int WHAT = 64;
    private static final int AHEAD = 320;

    private final Path library;
    private final Path file;
    private final Map<String, String> roots;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment control;

    /**
     * @param work an empty directory of the layer
     * @param service the data directory of the service
     * @param bundles the directory of its bundles
     */
    FaultLayer(Path work, Path service, Path bundles) throws IOException, InterruptedException {
        this.roots = Map.of("FAULTS_SERVICE", service.toString(), "FAULTS_BUNDLES", bundles.toString());
        this.library = compile(work);
        this.file = Files.write(work.resolve("control"), new byte[4096]);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.control = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena);
        }
    }

    private static Path compile(Path work) throws IOException, InterruptedException {
        var source = work.resolve("faults.c");
        try (var text = FaultLayer.class.getResourceAsStream("/faults/faults.c")) {
            Files.write(source, Objects.requireNonNull(text).readAllBytes());
        }
        var library = work.resolve("faults.so");
        try {
            var compiler = new ProcessBuilder(
                            "cc", "-O1", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).as("the compiler").isZero();
        } catch (IOException e) {
            assertThat(System.getenv("CI"))
                    .as("there is no C compiler (cc), and a build server has to have one: %s", e)
                    .isNull();
            System.err.println("LEFT OUT: there is no C compiler (cc) here, so no operation is made to fail.");
            Assumptions.abort("there is no C compiler (cc)");
        }
        return library;
    }

    Map<String, String> environment() {
        var variables = new HashMap<>(roots);
        variables.put("LD_PRELOAD", library.toString());
        variables.put("FAULTS_CONTROL", file.toString());
        return variables;
    }

    /**
     * From now on operations of these kinds on files below these roots are counted from 0, and so many from the first on fail.
     *
     * @param error the error number, or {@link #KILL}
     */
    void arm(int kinds, int roots, long first, long times, int error) {
        set(ARMED, 0);
        set(KINDS, kinds);
        set(ROOTS, roots);
        set(FIRST, first);
        set(TIMES, times);
        set(ERROR, error);
        set(COUNT, 0);
        set(HITS, 0);
        control.asSlice(WHAT, 256).fill((byte) 0);
        set(ARMED, 1);
    }

    /** Counts, and lets everything pass. */
    void count(int kinds, int roots) {
        arm(kinds, roots, Long.MAX_VALUE / 2, 0, 0);
    }

    /** Operations of these kinds take so much longer, and are counted. */
    void slow(int kinds, int roots, Duration delay) {
        // As a negative error number, in microseconds.
        arm(kinds, roots, 0, Long.MAX_VALUE / 4, -Math.toIntExact(delay.toNanos() / 1_000));
    }

    void disarm() {
        set(ARMED, 0);
    }

    long counted() {
        return get(COUNT);
    }

    /** The process has ended, or is about to, and was not started again. */
    boolean hasKilled() {
        return get(HITS) > 0 && get(ERROR) == KILL;
    }

    /** The next process is about to start. */
    void startsAgain() {
        disarm();
        set(ERROR, 0);
    }

    /** Lets time pass for the wall clock of the process, and of the next one. */
    void pass(Duration time) {
        set(AHEAD, get(AHEAD) + time.toSeconds());
    }

    /** The first operation that has failed, with its file. */
    String what() {
        return control.asSlice(WHAT, 256).getString(0);
    }

    private void set(int at, long value) {
        ValueLayout.JAVA_LONG.varHandle().setVolatile(control, (long) at, value);
    }

    private long get(int at) {
        return (long) ValueLayout.JAVA_LONG.varHandle().getVolatile(control, (long) at);
    }

    @Override
    public void close() {
        arena.close();
    }
}
