package io.bundlebackup.restore.exchange;

import io.bundlebackup.posix.Directory;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/**
 * Puts a tree in place of a bundle's data, and the data in place of the tree (`docs/semantics.md`). After a kill, {@link #tookPlace} tells
 * whether the exchange has taken place. No method retries by itself.
 */
public interface Exchange {
    /**
     * Records durably how to recognise afterwards whether the exchange took place. The tree has to be durable before.
     *
     * @throws DataLocation.MountedBelowException if something is mounted in the data
     */
    void prepare(Directory state) throws IOException;

    /**
     * Exchanges, durably. After a {@link #prepare}.
     *
     * @throws UnflushedException if it has taken place and is not durable
     * @throws IOException if it has not taken place
     */
    void exchange(Directory state) throws IOException;

    /**
     * Whether a prepared exchange has begun. If so, it is complete and durable when this returns.
     *
     * @throws UnflushedException if it has taken place and is not durable
     */
    boolean tookPlace(Directory state) throws IOException;

    /** The exchange has taken place, but a power cut may undo it: its file system could not be flushed. */
    final class UnflushedException extends IOException {
        UnflushedException(IOException why) {
            super(why.getMessage(), why);
        }

        /** What a user is told, without a full stop. */
        public String sentence(String bundle) {
            var why = String.valueOf(getMessage());
            return "The new state of " + bundle
                    + " is in place, but it could not be made durable, and a power cut may bring the"
                    + " one before back; look at its disk: "
                    + (why.endsWith(".") ? why.substring(0, why.length() - 1) : why);
        }
    }

    /** Logs that a step after the exchange failed; the exchange stands. */
    static void logDisorder(DataLocation location, IOException why) {
        LoggerFactory.getLogger(Exchange.class)
                .error(
                        "The new state of {} is in place, but what it replaced could not be kept in order, or not flushed; look at its disk.",
                        location.name(),
                        why);
    }
}
