// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.jspecify.annotations.Nullable;

/**
 * State in a table of any {@link DataSource}, for routes on several nodes. Writes are as durable as the database.
 *
 * <p>Each operation borrows a connection, uses short transactions of its own, and returns the connection. It does not join
 * the route's transaction, so a write remains when the route rolls back. Set a plain {@code DataSource}, not one that is
 * bound to the route's transaction. Any thread may call any method; it waits for the database, and holds no lock in this
 * process.
 *
 * <p>Failures are {@link RuntimeCamelException}s that name the table, the SQLState and the cure, and never quote a value. If
 * the connection breaks while a write is being made, the write succeeds if the table has it, and fails otherwise; a write
 * that failed for such a reason may still be stored.
 *
 * <p>Entries stay until they are removed, or until they reach {@link #setMaxAge maxAge}.
 *
 * <p>Set all properties before the start, which fails if the table cannot be read. Table and databases: {@code
 * docs/state.adoc}.
 */
@ManagedResource(description = "JDBC state repository")
public final class JdbcStateRepository extends JdbcRepository<StateRows> implements ConditionalStateRepository {

    /** Rows that are deleted over one borrowed connection. */
    static final int EXPIRY_BATCH = 100;

    // Set before the start.
    private long maxAge;
    // Started and stopped by one thread at a time.
    private @Nullable ExpirySchedule expiry;

    public JdbcStateRepository() {
        super(StateTable.DEFAULT_NAME);
    }

    public JdbcStateRepository(DataSource dataSource, String repositoryName) {
        this();
        setDataSource(dataSource);
        setRepositoryName(repositoryName);
    }

    @Override
    StateRows rows(Connection connection, String table, String repository) {
        return new StateRows(connection, new StateTable(table), repository);
    }

    @Override
    @ManagedOperation(description = "Stores the value under the key")
    public void setState(String key, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        long version = StateRows.newVersion();
        write(key, version, rows -> rows.update(key, value, version) || rows.insert(key, value, version));
    }

    @Override
    @ManagedOperation(description = "Value stored under the key")
    public @Nullable String getState(String key) {
        Objects.requireNonNull(key, "key");
        return find(key).map(StateRows.Row::value).orElse(null);
    }

    @Override
    public boolean replace(String key, @Nullable String expected, String value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        long version = StateRows.newVersion();
        return write(key, version, rows -> {
            Optional<StateRows.Row> row = rows.find(key);
            if (!row.map(StateRows.Row::value).equals(Optional.ofNullable(expected))) return false;
            if (row.isEmpty()) return rows.insert(key, value, version);
            if (rows.update(key, value, row.get().version(), version)) return true;
            throw new SQLTransactionRollbackException("Changed since it was read", "40001");
        });
    }

    @Override
    @ManagedOperation(description = "Removes the key")
    public void removeState(String key) {
        Objects.requireNonNull(key, "key");
        confirmed(rows -> rows.delete(key) > 0, () -> isAbsent(key));
    }

    @Override
    public boolean removeState(String key, String expected) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(expected, "expected");
        return confirmed(
                rows -> {
                    Optional<StateRows.Row> row = rows.find(key);
                    if (row.isEmpty() || !row.get().value().equals(expected)) return false;
                    if (rows.delete(key, row.get().version())) return true;
                    throw new SQLTransactionRollbackException("Changed since it was read", "40001");
                },
                () -> isAbsent(key));
    }

    @Override
    protected void doStart() {
        super.doStart();
        if (maxAge > 0) expiry = ExpirySchedule.start("table " + getTableName(), maxAge, this::expire);
    }

    @Override
    protected void doStop() {
        ExpirySchedule ending = expiry;
        if (ending != null) ending.close();
        expiry = null;
    }

    /** Deletes rows older than {@link #setMaxAge maxAge}, and returns the connection after each batch. */
    void expire(BooleanSupplier goOn) {
        int found = EXPIRY_BATCH;
        while (goOn.getAsBoolean() && found == EXPIRY_BATCH)
            found = perform("delete old rows of", rows -> rows.deleteOlder(maxAge, EXPIRY_BATCH));
    }

    @ManagedAttribute(
            description = "Milliseconds after the last write of an entry, after which it is removed; 0 for never")
    public long getMaxAge() {
        return maxAge;
    }

    /**
     * Milliseconds after the last write of an entry, by the database's clock, after which its row is deleted in the background.
     * Choose it longer than the longest run and the longest time until a message is redelivered: a redelivery that does not
     * find its key is paid again. Default 0: entries stay.
     *
     * @throws IllegalArgumentException for less than a minute
     */
    public void setMaxAge(long maxAge) {
        this.maxAge = ExpirySchedule.checked(maxAge);
    }

    private boolean write(String key, long version, Work<StateRows, Boolean> work) {
        return confirmed(work, () -> hasVersion(key, version));
    }

    /**
     * Performs a write. If its answer is lost, the table says whether it was stored; if the table does not have it, or cannot
     * be read, the failure remains: the database may still store it.
     */
    private boolean confirmed(Work<StateRows, Boolean> work, BooleanSupplier isStored) {
        AtomicBoolean sent = new AtomicBoolean();
        try {
            return perform("write to", rows -> {
                sent.set(true);
                return work.on(rows);
            });
        } catch (RuntimeCamelException e) {
            if (sent.get() && e.getCause() instanceof SQLException cause && SqlFailures.isOutcomeUnknown(cause)) {
                try {
                    if (isStored.getAsBoolean()) return true;
                } catch (RuntimeCamelException unreadable) {
                    e.addSuppressed(unreadable);
                }
            }
            throw e;
        }
    }

    private boolean hasVersion(String key, long version) {
        return find(key).filter(row -> row.version() == version).isPresent();
    }

    private boolean isAbsent(String key) {
        return find(key).isEmpty();
    }

    private Optional<StateRows.Row> find(String key) {
        return perform("read from", rows -> rows.find(key));
    }
}
