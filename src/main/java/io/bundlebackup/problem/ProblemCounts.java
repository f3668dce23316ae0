package io.bundlebackup.problem;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many problems of each type this process has answered. Thread-safe. */
public final class ProblemCounts {
    private static final LongAdder[] COUNTS =
            Stream.of(ProblemType.values()).map(type -> new LongAdder()).toArray(LongAdder[]::new);

    private ProblemCounts() {}

    public static void count(ProblemType type) {
        COUNTS[type.ordinal()].increment();
    }

    public static long answered(ProblemType type) {
        return COUNTS[type.ordinal()].sum();
    }
}
