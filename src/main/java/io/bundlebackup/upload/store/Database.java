package io.bundlebackup.upload.store;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.store.FullDatabase;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of uploads: any number of readers, one writer at a time, which the sessions' own writer shares the file with. Thread-safe. */
public final class Database {
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

    /** For use within {@link #commit} alone. */
    public JdbcClient writer() {
        return writer;
    }

    /**
     * All of it or nothing, on disk on return.
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
