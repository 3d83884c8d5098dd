// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/** A database whose next writes fail as scripted, before they take effect or after it. */
final class BrokenConnections {

    interface Step {
        Object run() throws Throwable;
    }

    interface Fault {
        Object instead(Step write) throws Throwable;
    }

    /** The write takes effect, but its answer does not arrive. */
    static final Fault ANSWER_LOST = write -> {
        write.run();
        throw new SQLException("connection reset", "08006");
    };

    /** The write does not arrive. */
    static final Fault NOT_SENT = write -> {
        throw new SQLException("connection reset", "08006");
    };

    private final Deque<Fault> faults = new ConcurrentLinkedDeque<>();

    void next(Fault fault) {
        faults.add(fault);
    }

    boolean areAllUsed() {
        return faults.isEmpty();
    }

    /** The writes of this database take the faults: the statement, or the commit if connections do not commit by themselves. */
    DataSource over(DataSource database) {
        return proxy(DataSource.class, database, (name, call) -> {
            Object result = call.run();
            return result instanceof Connection connection ? over(connection) : result;
        });
    }

    private Connection over(Connection connection) {
        AtomicBoolean wrote = new AtomicBoolean();
        return proxy(Connection.class, connection, (name, call) -> {
            if (name.equals("commit") && wrote.getAndSet(false)) return faulty(call);
            Object result = call.run();
            return result instanceof PreparedStatement statement ? over(statement, connection, wrote) : result;
        });
    }

    private PreparedStatement over(PreparedStatement statement, Connection connection, AtomicBoolean wrote) {
        return proxy(PreparedStatement.class, statement, (name, call) -> {
            if (!name.equals("executeUpdate")) return call.run();
            if (connection.getAutoCommit()) return faulty(call);
            wrote.set(true);
            return call.run();
        });
    }

    private Object faulty(Step write) throws Throwable {
        Fault fault = faults.poll();
        return fault == null ? write.run() : fault.instead(write);
    }

    private interface Interception {
        Object of(String method, Step call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                BrokenConnections.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> interception.of(method.getName(), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })));
    }
}
