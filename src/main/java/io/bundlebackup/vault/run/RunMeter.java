package io.bundlebackup.vault.run;

import org.jspecify.annotations.Nullable;

/**
 * How fast a run is, and when its figures are worth telling: in views at most once a second, and in events more rarely the longer the run lasts, so
 * that its log stays short. Used by one thread.
 */
final class RunMeter {
    /** What is to be done with the figures of the moment. */
    enum News {
        NONE,
        VIEW,
        EVENT
    }

    private static final long SECOND = 1_000_000_000L;
    /** An event for every so many parts of the time that the run has taken. */
    private static final int PARTS = 100;

    private static final double SMOOTHING = 0.2;

    private final long begun = System.nanoTime();
    private long sampledAt = begun;
    private long sampled;
    private long saidAt = begun;
    private @Nullable RunFigures said;
    private long shownAt = begun;
    private @Nullable RunFigures shown;
    private RunProgress shownProgress = RunProgress.NONE;
    private double rate;

    /** Takes the figures of the moment. */
    void sample(RunFigures now) {
        var time = System.nanoTime();
        var seconds = (time - sampledAt) / (double) SECOND;
        if (seconds >= 1) {
            var present = Math.max(0, now.bytesDone() - sampled) / seconds;
            rate = rate == 0 ? present : rate + SMOOTHING * (present - rate);
            sampledAt = time;
            sampled = now.bytesDone();
        }
    }

    /** Whether what was sampled last is to be told now; then it counts as told. */
    News news(RunFigures now, RunProgress doing) {
        var time = System.nanoTime();
        var event = time - saidAt >= Math.max(SECOND, (time - begun) / PARTS) && !now.equals(said);
        var view = time - shownAt >= SECOND && !(now.equals(shown) && doing.equals(shownProgress));
        if (event) {
            saidAt = time;
            said = now;
        }
        if (event || view) {
            shownAt = time;
            shown = now;
            shownProgress = doing;
        }
        return event ? News.EVENT : view ? News.VIEW : News.NONE;
    }

    RunProgress progress(@Nullable String phase, RunFigures now) {
        if (rate < 1) {
            return new RunProgress(phase, null, null);
        }
        var total = now.bytesTotal();
        var left = total == null ? null : Long.valueOf(Math.max(0, Math.round((total - now.bytesDone()) / rate)));
        return new RunProgress(phase, Math.round(rate), left);
    }
}
