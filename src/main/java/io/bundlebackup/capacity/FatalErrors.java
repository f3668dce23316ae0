package io.bundlebackup.capacity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a vital thread fails, so that a supervisor restarts the process: a service that accepts nothing, times nothing out
 * or records nothing would otherwise look alive forever. A restart loses nothing that was answered.
 *
 * <p>Failures that a request or bundle can report never come here. {@code -XX:+ExitOnOutOfMemoryError} is stricter, as it ends
 * the process at the first lack of memory; a jar's manifest cannot carry that option, so this is what a plain {@code java -jar} has.
 */
public final class FatalErrors {
    /** Exit status when memory ran out, the same as of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int OUT_OF_MEMORY = 3;

    /** Exit status when a vital thread failed. */
    public static final int LOST_THREAD = 4;

    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

    /** Created in advance: without memory neither a text nor a log line can be created. */
    private static final byte[] SENTENCE =
            ("The service has run out of memory and ends; it must be restarted. Give it a larger heap (-Xmx).\n")
                    .getBytes(StandardCharsets.UTF_8);

    private static final FileOutputStream ERROR_STREAM = new FileOutputStream(FileDescriptor.err);

    private FatalErrors() {}

    /**
     * From now on no thread ends silently: an uncaught {@link OutOfMemoryError} ends the process, and so does any failure of the container's
     * acceptor and poller threads. Other failures are logged.
     */
    public static void watchAllThreads() {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> ended(thread, failure, isOfTheContainer(thread.getName())));
    }

    /** For a vital thread: any failure that ends the thread ends the process. */
    public static UncaughtExceptionHandler ofVitalThread() {
        return (thread, failure) -> ended(thread, failure, true);
    }

    private static boolean isOfTheContainer(String thread) {
        return thread.endsWith("-Poller") || thread.endsWith("-Acceptor");
    }

    private static void ended(Thread thread, Throwable failure, boolean vital) {
        if (failure instanceof OutOfMemoryError) {
            printOutOfMemory();
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
        try {
            if (vital) {
                log.error(
                        "The service ends and must be restarted: its thread {} has failed.", thread.getName(), failure);
            } else {
                log.error("The thread {} has failed; please report this.", thread.getName(), failure);
            }
        } finally {
            if (vital) {
                Runtime.getRuntime().halt(LOST_THREAD);
            }
        }
    }

    private static void printOutOfMemory() {
        try {
            ERROR_STREAM.write(SENTENCE);
        } catch (IOException e) {
            // Standard error is closed; the exit status says the same.
            return;
        }
    }
}
