// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;

import javax.sql.DataSource;

import io.github.camelgemini.interactions.SoakWeather.Storm;
import org.jspecify.annotations.Nullable;

/** One node's way to the database that all nodes share: slow, failing, forgetful, and cut when its node is killed. */
final class SoakDatabase implements DataSource {

    /** One statement in so many, in its storm. */
    private static final int RARE = 25;

    private final DataSource real;
    private final SoakWeather weather;
    private volatile boolean cut;
    // Guarded by itself.
    private final Random random;

    SoakDatabase(DataSource real, SoakWeather weather, long seed) {
        this.real = real;
        this.weather = weather;
        this.random = new Random(seed);
    }

    /** From now on nothing this node does reaches the database. */
    void cut() {
        cut = true;
    }

    private boolean strikes(Storm storm) {
        synchronized (random) {
            return weather.has(storm) && random.nextInt(RARE) == 0;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        refuseIfCut();
        Connection connection = real.getConnection();
        return wrap(Connection.class, connection, (method, arguments) -> {
            Object result = method.getName().equals("commit")
                    ? faulty(() -> call(connection, method, arguments))
                    : call(connection, method, arguments);
            return result instanceof PreparedStatement statement ? wrapped(statement) : result;
        });
    }

    private PreparedStatement wrapped(PreparedStatement statement) {
        return wrap(
                PreparedStatement.class,
                statement,
                (method, arguments) -> method.getName().startsWith("execute")
                        ? faulty(() -> call(statement, method, arguments))
                        : call(statement, method, arguments));
    }

    private @Nullable Object faulty(Step step) throws Throwable {
        refuseIfCut();
        if (strikes(Storm.SLOW)) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
        if (strikes(Storm.FAILING)) throw new SQLException("The soak breaks the connection", "08006");
        if (strikes(Storm.ERROR)) throw new NoClassDefFoundError("The soak lacks a class");
        Object result = step.run();
        refuseIfCut();
        if (strikes(Storm.LOST_ANSWER)) throw new SQLException("The soak loses the answer", "08007");
        return result;
    }

    private void refuseIfCut() throws SQLException {
        if (cut) throw new SQLException("The node of this connection was killed", "08001");
    }

    private interface Step {
        @Nullable
        Object run() throws Throwable;
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T wrap(Class<T> type, T target, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> call.of(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
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
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
