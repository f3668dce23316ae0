package io.bundlebackup.restore.tree;

import io.bundlebackup.archive.tree.Workers;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;

/** The running work that fills one tree: twice as many jobs as workers at most. Used by one thread. */
final class FillJobs implements AutoCloseable {
    private final Workers workers;
    private final Progress progress;
    private final ArrayDeque<Workers.Job<Boolean>> running = new ArrayDeque<>();

    /** Called when a job is over. */
    interface Progress {
        void record() throws InterruptedException;
    }

    FillJobs(Workers workers, Progress progress) {
        this.workers = workers;
        this.progress = progress;
    }

    /** Submits work; waits first if too much is running. Throws what earlier work has thrown. */
    void submit(Callable<Boolean> work) throws IOException, InterruptedException {
        awaitRoom(2 * workers.count());
        running.add(workers.submit(work));
    }

    /** Waits for all work. */
    void finish() throws IOException, InterruptedException {
        awaitRoom(1);
    }

    /** Waits until fewer jobs are running, the oldest first. */
    private void awaitRoom(int fewerThan) throws IOException, InterruptedException {
        while (running.size() >= fewerThan) {
            running.getFirst().result();
            running.removeFirst();
            progress.record();
        }
    }

    /** Stops what is still running after a failure. */
    @Override
    public void close() {
        running.forEach(Workers.Job::stop);
    }
}
