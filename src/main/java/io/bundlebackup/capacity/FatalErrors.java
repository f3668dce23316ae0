package io.bundlebackup.capacity;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a thread ends that it cannot live without, so that what supervises the process starts it again: a service that
 * accepts nothing, times nothing out or records nothing would otherwise look alive for ever. A restart loses nothing that was answered.
 *
 * <p>A failure that its request or bundle can be told of never comes here. {@code -XX:+ExitOnOutOfMemoryError} is stricter, as it ends
 * the process at the first lack of memory; a jar's manifest cannot carry that option, so this is what a plain {@code java -jar} has.
 */
public final class FatalErrors {
    /** Exit status when memory ran out, the same as of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int OUT_OF_MEMORY = 3;

    /** Exit status when a thread failed that the service cannot live without. */
    public static final int LOST_THREAD = 4;

    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

    /** Made before it is needed: with no memory left neither a text nor a line of the log can be made. */
    private static final byte[] SENTENCE =
            ("The service has run out of memory and ends, to be started again. Give it a larger heap (-Xmx).\n")
                    .getBytes(StandardCharsets.UTF_8);

    private static final FileOutputStream ERROR_STREAM = new FileOutputStream(FileDescriptor.err);

    private FatalErrors() {}

    /**
     * From now on no thread ends silently: lack of memory that nobody has caught ends the process, and so does any failure of the
     * container's threads that accept connections and wait for them. Other failures are logged.
     */
    public static void watchAllThreads() {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> ended(thread, failure, isOfTheContainer(thread.getName())));
    }

    /** For a thread that the service cannot live without: any failure that ends it ends the process. */
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
                        "The service ends, to be started again: its thread {} has failed.", thread.getName(), failure);
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
            // Nobody listens; the exit status says the same.
            return;
        }
    }
}
