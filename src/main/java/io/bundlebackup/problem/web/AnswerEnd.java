package io.bundlebackup.problem.web;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;

/** The end of an answer: the container writes the last bytes after the filters of the request have returned. */
public final class AnswerEnd {
    private AnswerEnd() {}

    /**
     * Runs a task when the answer to a request is written, or has failed; at once if the container does not say when.
     *
     * @param task must neither wait nor throw; called by the thread of the request
     */
    public static void run(ServletRequest request, Runnable task) {
        if (request.getAttribute(ClientTimeouts.ATTRIBUTE) instanceof EdgeProcessor processor) {
            processor.afterAnswer(task);
        } else {
            task.run();
        }
    }

    /** As {@link #run}; a request that goes on asynchronously ends when it is complete. For the end of a filter. */
    public static void runAlsoAsync(ServletRequest request, Runnable task) {
        if (!whenComplete(request, task)) {
            run(request, task);
        }
    }

    /**
     * Runs a task when a request that goes on asynchronously is complete. For the end of a filter.
     *
     * @return false if the request does not go on: the task is not run
     */
    public static boolean whenComplete(ServletRequest request, Runnable task) {
        if (!request.isAsyncStarted()) {
            return false;
        }
        request.getAsyncContext().addListener(new UntilComplete(task));
        return true;
    }

    /** Errors and time-outs end in completion too. */
    private record UntilComplete(Runnable task) implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            task.run();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}
    }
}
