package io.bundlebackup.session.store;

import io.bundlebackup.problem.ProblemException;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The way into the database for all rows but those of a transition: the journal's queue. Thread-safe. */
public interface DatabaseWrites {
    /**
     * Writes rows as a whole or not at all, in one transaction with what others write; they are durable on return. Waits for the commit even
     * when interrupted.
     *
     * @param rows writes; called by the journal's thread, once more if the transaction failed, so it must change nothing but the rows, and
     *     neither wait for anything nor write more than some thousand rows
     * @return what {@code rows} returned
     * @throws ProblemException {@code no-space}, {@code io-error}, or {@code not-available} if the service is stopping: nothing was written
     */
    <T> T write(Function<JdbcClient, T> rows);
}
