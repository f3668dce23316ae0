package io.bundlebackup.session.store;

import io.bundlebackup.problem.ProblemException;
import java.util.function.BiFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The way into the database for rows with views that belong to no caller: readers of {@link CallerLog} see that they change. Thread-safe. */
public interface LogWrites {
    /**
     * As {@link DatabaseWrites#write}; readers are woken when the rows are committed.
     *
     * @param rows writes, and says which views show something else because of it
     * @throws ProblemException as {@link DatabaseWrites#write}
     */
    <T> T writeShown(BiFunction<JdbcClient, ChangedViews, T> rows);
}
