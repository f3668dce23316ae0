package io.bundlebackup.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives changed files to a parser, which has to read or to refuse each. Every other exception, every error, more than a second of the
 * processor, and more memory than fits the length of the input fail the test with a seed and a number.
 *
 * <p>{@code -Dfuzz.rounds} says how many inputs, {@code -Dfuzz.seed} and {@code -Dfuzz.number} repeat one of them, and {@code
 * -Dfuzz.seed} without a number repeats all. The input of a failure is in {@code target/fuzz}.
 */
public final class Fuzz {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HANG_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1_000);
    private static final int MOST_PRINTED = 3_000;

    private final String name;
    private final Set<Class<? extends Exception>> refusals;
    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private long fixedBytes = 1 << 20;
    private long bytesPerByte = 100;
    private int read;
    private String costs = "";
    private int refused;
    private volatile long number = -1;
    private volatile byte[] input = {};

    /** Makes an input. */
    public interface Source {
        byte[] make(Mutator mutator) throws IOException;
    }

    /** Reads an input, and checks what was read. */
    public interface Parser {
        void parse(byte[] input) throws Exception;
    }

    private Fuzz(String name, Set<Class<? extends Exception>> refusals) {
        this.name = name;
        this.refusals = refusals;
    }

    /** @param refusals the exceptions by which the parser refuses an input, as its documentation says */
    @SafeVarargs
    public static Fuzz of(String name, Class<? extends Exception>... refusals) {
        return new Fuzz(name, Set.of(refusals));
    }

    /** What a parser may allocate in its thread; otherwise 1 MiB, and 100 bytes for each byte of the input. */
    public Fuzz allocating(long fixed, long perByte) {
        fixedBytes = fixed;
        bytesPerByte = perByte;
        return this;
    }

    /**
     * Parses the sound files, which have to be read, and then all changed ones, of which some have to be read and some refused.
     *
     * @param sound a file that the parser reads
     */
    public void run(Iterable<byte[]> sound, Source source, Parser parser) throws InterruptedException {
        for (var file : sound) {
            check(file, parser);
            assertThat(refused).as("%s: sound files that were refused", name).isZero();
        }
        var only = Long.getLong("fuzz.number");
        run(only == null ? 0 : only, only == null ? ROUNDS : only + 1, source, parser);
        if (only == null && ROUNDS >= 100) {
            assertThat(refused).as("%s: changed files that were refused", name).isPositive();
        }
    }

    /** The parser has a thread of its own: a loop without end fails the test, and does not stop it. */
    private void run(long from, long to, Source source, Parser parser) throws InterruptedException {
        var failure = new Throwable[1];
        var thread = Thread.ofPlatform().daemon().name("fuzz " + name).start(() -> {
            try {
                for (long n = from; n < to; n++) {
                    input = new byte[0];
                    number = n;
                    input = source.make(new Mutator(new Random(mixed(seed, n))));
                    check(input, parser);
                }
            } catch (Throwable e) {
                failure[0] = e;
            }
        });
        for (long last = -2; thread.isAlive() && last != number; ) {
            last = number;
            for (long end = System.currentTimeMillis() + HANG_MILLIS;
                    last == number && thread.isAlive() && System.currentTimeMillis() < end; ) {
                thread.join(50);
            }
        }
        if (thread.isAlive()) {
            var hang = new AssertionError("does not end");
            hang.setStackTrace(thread.getStackTrace());
            throw failure(hang);
        }
        if (failure[0] != null) {
            throw failure(failure[0]);
        }
    }

    private static long mixed(long seed, long number) {
        long z = seed + 0x9e3779b97f4a7c15L * (number + 1);
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 27;
    }

    private void check(byte[] bytes, Parser parser) {
        if (!isCheap(bytes, parser)) {
            // The first use of a class costs more than all others, and a collection of garbage counts too.
            assertThat(isCheap(bytes, parser)).as(costs).isTrue();
        }
    }

    private boolean isCheap(byte[] bytes, Parser parser) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        var refusal = refusal(bytes, parser);
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (refusal == null) {
            read++;
        } else {
            refused++;
        }
        costs = "%,d bytes allocated and %,d ns of the processor for %,d bytes"
                .formatted(allocated, nanos, bytes.length);
        return nanos <= MOST_NANOS && allocated <= fixedBytes + bytesPerByte * bytes.length;
    }

    private @Nullable Exception refusal(byte[] bytes, Parser parser) {
        try {
            parser.parse(bytes.clone());
            return null;
        } catch (Exception e) {
            if (refusals.stream().noneMatch(known -> known.isInstance(e))) {
                throw new AssertionError("neither read nor refused: " + e, e);
            }
            return e;
        }
    }

    private AssertionError failure(Throwable cause) {
        var bytes = input;
        var where = "-Dfuzz.seed=" + seed + " -Dfuzz.number=" + number;
        try {
            var file = Files.createDirectories(Path.of("target", "fuzz"))
                    .resolve(name.replaceAll("[^A-Za-z0-9.]+", "-") + "_" + seed + "_" + number);
            Files.write(file, bytes);
            where += ", input in " + file;
        } catch (IOException e) {
            where += ", input not kept: " + e;
        }
        if (bytes.length <= MOST_PRINTED) {
            where += ", base64: " + Base64.getEncoder().encodeToString(bytes);
        }
        return new AssertionError(name + " (" + where + "): " + cause, cause);
    }
}
