package io.bundlebackup.problem.web;

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
}
