package io.bundlebackup.bundle.command;

import io.bundlebackup.problem.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;

/**
 * A command that was started, until nothing of it is left. Its outputs are read by two threads of their own; everything else, what it
 * says to clients too, happens on the thread that waits for it.
 */
final class RunningExtension {
    /** Between SIGTERM and SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** For output that is not read yet when all processes have ended. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final int LONGEST_LINE = 65_536;
    private static final int MOST_LINES = 1_000;
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int HIGHEST_SIGNAL = 64;

    private final ExtensionCall call;
    private final Process process;
    private final ProcessTree processes;
    private final ExtensionListener listener;
    private final ExtensionLog log;
    private final ExtensionLineQueue messages = new ExtensionLineQueue(2);
    private volatile boolean launcherFailed;
    private int clientLines;
    private int clientCharacters;

    RunningExtension(ExtensionCall call, Process process, ProcessTree processes, ExtensionListener listener) {
        this.call = call;
        this.process = process;
        this.processes = processes;
        this.listener = listener;
        this.log = new ExtensionLog(call.speaker());
        process.onExit().thenRun(messages::exited);
    }

    /** Reads standard output as lines; some lines are messages for clients. */
    void readLines() {
        read("out", () -> ExtensionOutput.readLines(process.getInputStream(), LONGEST_LINE, this::receiveLine));
        read("err", this::readErrors);
    }

    /** Reads standard output as one text. */
    void readText(ByteArrayOutputStream kept, int most) {
        read("out", () -> ExtensionOutput.readBytes(process.getInputStream(), most, kept));
        read("err", this::readErrors);
    }

    private void read(String name, Runnable reading) {
        // A platform thread: a read from a pipe that stays silent would hold the carrier of a virtual one.
        boolean begun = false;
        try {
            Thread.ofPlatform().daemon().name("extension-" + name).start(() -> {
                try {
                    reading.run();
                } catch (RuntimeException | Error e) {
                    log.warn("says more, which cannot be read: " + e);
                } finally {
                    messages.streamEnded();
                }
            });
            begun = true;
        } finally {
            if (!begun) {
                endProcesses();
            }
        }
    }

    private void readErrors() {
        ExtensionOutput.readLines(process.getErrorStream(), LONGEST_LINE, (line, cut) -> {
            // The message of setsid when it cannot start the program; its exit status is ambiguous.
            launcherFailed |= line.startsWith("setsid: ");
            log.line(line, cut);
        });
    }

    private void receiveLine(String line, boolean cut) {
        var said = cut ? null : ExtensionLine.parse(line);
        if (said == null) {
            log.line(line, cut);
            return;
        }
        if (clientLines == MOST_LINES || clientCharacters + line.length() > MOST_CHARACTERS) {
            clientLines = MOST_LINES;
            if (clientCharacters >= 0) {
                log.warn("sends more messages than are forwarded to clients; the rest is dropped.");
            }
            clientCharacters = Integer.MIN_VALUE;
            return;
        }
        clientLines++;
        clientCharacters += line.length();
        messages.put(said);
    }

    /**
     * Waits for the end of the command, and ends the processes that it left.
     *
     * @throws ExtensionFailedException if the command failed
     * @throws InterruptedException if the command was ended because of an interrupt
     */
    void await(TimeLimit limit) throws InterruptedException, ExtensionFailedException {
        boolean keptInterrupt = false;
        boolean over = false;
        try {
            boolean inTime = forwardLines(limit);
            keptInterrupt = !limit.afterInterrupt().isZero() && Thread.interrupted();
            over = true;
            endProcesses();
            if (!inTime) {
                throw failed(ErrorCode.TIMED_OUT, "took too long");
            }
            notifyOfRemainingLines();
            requireSuccess();
        } finally {
            messages.close();
            if (!over) {
                endProcesses();
            }
            if (keptInterrupt) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forwards messages until the command ends; {@code false} if its time is over before. */
    private boolean forwardLines(TimeLimit limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.atMost().toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    var line = messages.whileRunning(deadline);
                    if (line == null) {
                        return messages.hasExited();
                    }
                    notifyListener(line);
                } catch (InterruptedException e) {
                    if (limit.afterInterrupt().isZero()) {
                        throw e;
                    }
                    long grace = System.nanoTime() + limit.afterInterrupt().toNanos();
                    deadline = interrupted || deadline - grace < 0 ? deadline : grace;
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void notifyListener(ExtensionLine line) {
        if (!line.progress().isEmpty()) {
            listener.progress().accept(line.progress());
        }
        if (!line.result().isEmpty()) {
            listener.result().accept(line.result());
        }
    }

    private void endProcesses() {
        var left = processes.end(GRACE);
        if (!left.isEmpty()) {
            log.warn("left processes that cannot be killed: " + left);
        }
    }

    private void notifyOfRemainingLines() throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        for (var line = messages.untilEndOfStreams(deadline);
                line != null;
                line = messages.untilEndOfStreams(deadline)) {
            notifyListener(line);
        }
    }

    private void requireSuccess() throws ExtensionFailedException {
        int status = process.exitValue();
        if (status == 0) {
            return;
        }
        if (launcherFailed && (status == 126 || status == 127)) {
            throw failed(ErrorCode.EXTENSION_NOT_STARTED, "could not be started");
        }
        if (status > 128 && status <= 128 + HIGHEST_SIGNAL) {
            throw failed(ErrorCode.EXTENSION_DIED, "was killed by signal " + (status - 128));
        }
        throw failed(ErrorCode.EXTENSION_FAILED, "ended with status " + status);
    }

    private ExtensionFailedException failed(ErrorCode code, String what) {
        log.warn(what);
        return new ExtensionFailedException(code, call.scenario().wire() + " of the application " + what);
    }
}
