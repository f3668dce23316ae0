package io.bundlebackup.session.store;

import io.bundlebackup.posix.Errno;
import io.bundlebackup.posix.PosixException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A database whose commits fail, or wait, when a test wants it; those that commit nothing do not count. */
public final class FailingDatabase extends DelegatingDataSource {
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private volatile Supplier<SQLException> failure = () -> new SQLException("the disk is broken");
    private volatile boolean quota;
    private volatile @Nullable CountDownLatch gate;
    private volatile CountDownLatch arrived = new CountDownLatch(0);

    public FailingDatabase(DataSource database) {
        super(database);
    }

    /** The next commits fail, because of the disk. */
    public void failNext(int howMany) {
        failure = () -> new SQLException("the disk is broken");
        failures.set(howMany);
    }

    /** The next commits fail, because the disk is full. */
    public void fillUpNext(int howMany) {
        failure = () -> new SQLiteException("full", SQLiteErrorCode.SQLITE_FULL);
        failures.set(howMany);
    }

    /** The next commits fail because of a quota, which SQLite does not tell. */
    public void exhaustQuotaNext(int howMany) {
        failure = () -> new SQLiteException("disk I/O error", SQLiteErrorCode.SQLITE_IOERR_WRITE);
        quota = true;
        failures.set(howMany);
    }

    /** What another write of a file comes to. */
    public void tryToWrite() throws IOException {
        if (quota) {
            throw new PosixException(Errno.EDQUOT, "write");
        }
    }

    /** Nothing is ever written any more. */
    public void cut() {
        failNext(Integer.MAX_VALUE);
    }

    /** Commits wait from now on. */
    public void hold() {
        arrived = new CountDownLatch(1);
        gate = new CountDownLatch(1);
    }

    /** Waits until a commit is being held. */
    public void awaitHeld() throws InterruptedException {
        arrived.await();
    }

    public void letGo() {
        var held = gate;
        gate = null;
        if (held != null) {
            held.countDown();
        }
    }

    /** The next statements of the journal cannot be prepared. */
    public void refusePreparing(int howMany) {
        refused.set(howMany);
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    public int commits() {
        return commits.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        var real = super.getConnection();
        open.incrementAndGet();
        var committed = new AtomicLong();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        var changes = changes(real);
                        if (changes > committed.getAndSet(changes)) {
                            beforeCommit();
                        }
                    } else if (method.getName().equals("prepareStatement")
                            && Thread.currentThread().getName().equals("journal")
                            && refused.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        throw new SQLException("no statement");
                    } else if (method.getName().equals("close")) {
                        open.decrementAndGet();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** How many rows the connection has changed. */
    private static long changes(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select total_changes()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void beforeCommit() throws SQLException, InterruptedException {
        var held = gate;
        if (held != null) {
            arrived.countDown();
            held.await();
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw failure.get();
        }
        commits.incrementAndGet();
    }
}
