package io.bundlebackup.upload.store;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.store.FullDatabase;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Access to the rows of uploads: any number of readers and one writer, which shares the database file with the writer of the sessions.
 * Thread-safe. */
public final class Database {
    /** The id of the row of the session {@code :session}. */
    public static final String SESSION = "(select id from session where session_id = :session)";

    /** Selects the rows of the bundle {@code :bundle} in the session {@code :session}. */
    public static final String HERE = " session = " + SESSION + " and bundle = :bundle";

    private final JdbcClient readers;
    private final JdbcClient writer;
    private final TransactionTemplate transactions;
    private final FullDatabase full;

    public Database(DataSource reading, DataSource writing, FullDatabase full) {
        this.full = full;
        this.readers = JdbcClient.create(reading);
        this.writer = JdbcClient.create(writing);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(writing));
    }

    public JdbcClient readers() {
        return readers;
    }

    /** A query about a bundle, which sets {@code :session} and {@code :bundle}. */
    public StatementSpec read(BundleId bundle, String sql) {
        return about(bundle, readers.sql(sql));
    }

    /** For use within {@link #commit} alone. */
    public JdbcClient writer() {
        return writer;
    }

    /** A change of a bundle, which sets {@code :session} and {@code :bundle}; for use within {@link #commit} alone. */
    public StatementSpec write(BundleId bundle, String sql) {
        return about(bundle, writer.sql(sql));
    }

    private static StatementSpec about(BundleId bundle, StatementSpec statement) {
        return statement.param("session", bundle.sessionId()).param("bundle", bundle.name());
    }

    /**
     * Makes a change as a whole or not at all; it is durable on return.
     *
     * @throws ProblemException {@code no-space} if the disk is full, else {@code io-error}
     */
    public <T> T commit(Supplier<T> change) {
        try {
            return transactions.execute(status -> change.get());
        } catch (DataAccessException | TransactionException e) {
            throw full.isCauseOf(e)
                    ? new ProblemException(ProblemType.NO_SPACE, "The service's disk is full.", e)
                    : new ProblemException(ProblemType.IO_ERROR, "The service could not write its database.", e);
        }
    }
}
