// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

import javax.sql.DataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lends a database's connections as a pool would set them up, and counts what comes back: none may be kept, and none may
 * come back with a transaction that is neither committed nor rolled back.
 */
final class LentConnections implements DataSource {

    interface SetUp {
        void apply(Connection connection) throws SQLException;
    }

    private final DataSource database;
    private final SetUp setUp;
    private final AtomicInteger lent = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger leftOpen = new AtomicInteger();

    LentConnections(DataSource database, SetUp setUp) {
        this.database = database;
        this.setUp = setUp;
    }

    void assertAllCameBackClean() {
        assertThat(lent).hasPositiveValue();
        assertThat(kept).hasValue(0);
        assertThat(leftOpen).hasValue(0);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database.getConnection();
        setUp.apply(connection);
        lent.incrementAndGet();
        kept.incrementAndGet();
        boolean[] begun = {false};
        return (Connection) Proxy.newProxyInstance(
                LentConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "prepareStatement" -> begun[0] = !connection.getAutoCommit();
                        case "commit", "rollback" -> begun[0] = false;
                        case "close" -> {
                            if (!connection.isClosed()) kept.decrementAndGet();
                            if (begun[0]) leftOpen.incrementAndGet();
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String username, String password) {
        throw new AssertionError("Nobody gave a user");
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
