package io.bundlebackup.session.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Pools of connections that give a thread one at a time, whichever of them it asks: threads that hold one and wait for another wait for
 * each other as soon as there are as many of them as connections. What was asked for against that fails, and is remembered.
 */
public final class OneConnection {
    private final ThreadLocal<Integer> held = ThreadLocal.withInitial(() -> 0);
    private final List<Throwable> violations = new CopyOnWriteArrayList<>();

    /** A pool under this rule. */
    public DataSource of(DataSource pool) {
        return new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
                if (held.get() > 0) {
                    var violation = new IllegalStateException("a second connection while one is held");
                    violations.add(violation);
                    throw violation;
                }
                return counted(super.getConnection());
            }
        };
    }

    private Connection counted(Connection real) {
        held.set(1);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        held.remove();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }

    /** Fails if a thread asked for a second connection, with the place where it did. */
    public void requireKept() {
        if (!violations.isEmpty()) {
            throw new AssertionError(
                    "A thread asked for a second connection while it held one.", violations.getFirst());
        }
    }
}
