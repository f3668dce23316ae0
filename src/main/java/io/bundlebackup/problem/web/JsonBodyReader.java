package io.bundlebackup.problem.web;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.bundlebackup.capacity.Capacity;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads JSON bodies into memory: each up to a limit, and all together up to a sum, so that clients that never finish their bodies
 * cannot fill the heap. A caller may hold at most as many bytes as stay free for others, except for its first body. Arrived bytes count,
 * not the announced length; a body of at most {@link Capacity#SMALL_BUFFER} bytes
 * does not count and always finds room. Thread-safe.
 */
final class JsonBodyReader {
    private static final int LEAST_BYTES_A_SECOND = 16 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int limit;
    private final long sum;

    @GuardedBy("this")
    private final Map<String, Long> held = new HashMap<>();

    /**
     * @param limit most bytes of one body
     * @param sum most bytes of all that are held at once
     */
    JsonBodyReader(int limit, long sum) {
        this.limit = limit;
        this.sum = Math.max(sum, limit + 1L);
    }

    private synchronized boolean take(String owner, int before, int more) {
        long all = more + held.values().stream().mapToLong(Long::longValue).sum();
        long owned = more + held.getOrDefault(owner, 0L);
        boolean first = owned == before + more;
        if (all > sum || !first && owned > sum - all) {
            return false;
        }
        held.put(owner, owned);
        return true;
    }

    private synchronized void give(String owner, int bytes) {
        held.computeIfPresent(owner, (name, owned) -> owned == bytes ? null : owned - bytes);
    }

    /** A body in memory; closing it makes room for others. */
    final class Held implements Closeable {
        private final String owner;
        private byte[] bytes = new byte[0];
        private int counted;

        private Held(String owner) {
            this.owner = owner;
        }

        byte[] bytes() {
            return bytes;
        }

        private void grow(int length) {
            if (length > Capacity.SMALL_BUFFER) {
                if (!take(owner, counted, length - counted)) {
                    throw new ProblemException(
                            ProblemType.OUT_OF_MEMORY,
                            "The service has no memory for another large JSON body. Try again later.");
                }
                counted = length;
            }
            bytes = Arrays.copyOf(bytes, length);
        }

        @Override
        public void close() {
            give(owner, counted);
            counted = 0;
        }
    }

    /**
     * Reads the body of a request; the caller closes it.
     *
     * @param check throws if the body is not to be kept
     * @throws ProblemException {@code too-large}, {@code out-of-memory}, {@code request-timeout}
     */
    Held read(HttpServletRequest request, Consumer<byte[]> check) throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
        var caller = request.getUserPrincipal();
        var body = new Held(caller == null ? "" : caller.getName());
        try {
            fill(body, request);
            check.accept(body.bytes);
            return body;
        } catch (IOException | RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    private void fill(Held held, HttpServletRequest request) throws IOException {
        var body = request.getInputStream();
        var begin = System.nanoTime();
        int count = 0;
        while (true) {
            if (count == held.bytes.length) {
                held.grow(next(count, request.getContentLength()));
            }
            int read = body.read(held.bytes, count, held.bytes.length - count);
            if (read < 0) {
                held.bytes = count == held.bytes.length ? held.bytes : Arrays.copyOf(held.bytes, count);
                return;
            }
            count += read;
            if (count > limit) {
                throw tooLarge();
            }
            var patience = PATIENCE.plusSeconds(count / LEAST_BYTES_A_SECOND);
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw late();
            }
        }
    }

    /** Twice the size, at most one byte above the limit. The extra byte detects the end, or a body that is too large. */
    private int next(int size, int announced) {
        int most = announced < 0 ? limit + 1 : announced + 1;
        return Math.min(most, Math.max(size * 2, Capacity.SMALL_BUFFER));
    }

    private ProblemException tooLarge() {
        return new ProblemException(ProblemType.TOO_LARGE, "A JSON body can have at most " + limit + " bytes.")
                .with("limit", (long) limit);
    }

    private static ProblemException late() {
        return new ProblemException(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
    }
}
