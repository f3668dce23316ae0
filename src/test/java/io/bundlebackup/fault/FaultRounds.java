package io.bundlebackup.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.bundlebackup.posix.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Does one thing with a service again and again; in each round another operation on the service's files fails. {@code -Dfaults=1000000} for
 * every operation, {@code -Dseed=…} for certain operations, {@code -Dfaults.trace=true} to see each round.
 */
final class FaultRounds {
    private static final int ROUNDS = Integer.getInteger("faults", 10);
    private static final boolean TRACE = Boolean.getBoolean("faults.trace");
    private static final int KINDS = Integer.getInteger("faults.kinds", FaultLayer.ALL_BUT_THREADS);
    private static final int[] ERRORS = {Errno.EIO, Errno.ENOSPC, Errno.EMFILE, Errno.EDQUOT};
    private static final int MOST_WRONG = 20;

    enum Manner {
        /** One operation fails. */
        ONCE(1, ROUNDS),
        /** Every operation from one on, until the client has given up trying. */
        LASTING(Long.MAX_VALUE / 4, Integer.getInteger("faults.lasting", (ROUNDS + 4) / 5)),
        /** The service ends before an operation. A start takes some seconds. */
        KILL(1, Integer.getInteger("faults.kills", (ROUNDS + 9) / 10));

        private final long times;
        private final int rounds;

        Manner(long times, int rounds) {
            this.times = times;
            this.rounds = rounds;
        }

        /** How many operations are to fail in this manner. */
        int rounds() {
            return rounds;
        }
    }

    interface Step {
        /** Nothing fails here. */
        default void prepare() throws Exception {}

        /** @param round a name that no other round has */
        void run(String round) throws Exception;
    }

    private final FaultyService service;
    private final String name;
    private final int roots;
    private final Step step;
    private final long operations;
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> wrong = new ArrayList<>();

    /**
     * Does the step once while nothing fails, and counts the operations.
     *
     * @param roots of {@link FaultLayer}
     */
    FaultRounds(FaultyService service, String name, int roots, Step step) throws Exception {
        this.service = service;
        this.name = name;
        this.roots = roots;
        this.step = step;
        step.prepare();
        service.layer().count(KINDS, roots);
        step.run("undisturbed");
        operations = service.layer().counted();
        service.layer().disarm();
    }

    /** @param rounds at most; spread over the operations of the step */
    void fail(Manner manner, int rounds) throws Exception {
        long stride = Math.max(1, operations / Math.max(1, rounds));
        long done = 0;
        long begin = stride == 1 ? Integer.getInteger("faults.from", 0) : random.nextLong(stride);
        for (long n = begin; n < operations && rounds > 0 && wrong.size() < MOST_WRONG; n += stride) {
            int error = manner == Manner.KILL ? FaultLayer.KILL : ERRORS[random.nextInt(ERRORS.length)];
            step.prepare();
            service.layer().arm(KINDS, roots, n, manner.times, error);
            round("%s %s %d of %d".formatted(name, manner, n, operations), error);
            done++;
        }
        System.out.printf("%s %s: %d of %d operations failed, seed %d%n", name, manner, done, operations, seed);
        assertThat(wrong).as(() -> String.join("\n", wrong)).isEmpty();
    }

    private void round(String round, int error) throws Exception {
        long begun = System.nanoTime();
        try {
            step.run(round);
        } catch (AssertionError | Exception e) {
            wrong.add("seed %d, %s (%s), error %d: %s"
                    .formatted(seed, round, service.layer().what(), error, e));
            if (TRACE) {
                e.printStackTrace();
            }
        } finally {
            service.layer().disarm();
            service.startAgainIfKilled();
        }
        if (TRACE) {
            System.out.printf(
                    "%s (%s) %d: %d ms%n",
                    round, service.layer().what(), error, (System.nanoTime() - begun) / 1_000_000);
        }
    }
}
