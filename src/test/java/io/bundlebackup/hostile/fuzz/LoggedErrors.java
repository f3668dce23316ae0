package io.bundlebackup.hostile.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The errors that are logged while it is open. */
final class LoggedErrors implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private int seen;

    LoggedErrors() {
        log.start();
        root.addAppender(log);
    }

    /** The last error since the last call; null if there was none. */
    @Nullable
    String takeLast() {
        String last = null;
        var logged = new ArrayList<>(log.list);
        for (var event : logged.subList(seen, logged.size())) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                last = "an error in the log: " + event.getFormattedMessage();
            }
        }
        seen = logged.size();
        return last;
    }

    @Override
    public void close() {
        root.detachAppender(log);
    }
}
