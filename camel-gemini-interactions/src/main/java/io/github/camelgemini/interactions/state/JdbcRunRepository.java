// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs in a table of any {@link DataSource}, for routes on several nodes. What is written survives what the database
 * survives. Works as {@link JdbcStateRepository} does: short transactions of its own, failures that name the table, the
 * SQLState and the cure.
 *
 * <p>When a run is due, and until when it is held, is told in milliseconds of the nodes' clocks: let them agree to a small
 * part of the {@link #setLeaseTime lease time}. Set everything before the start.
 */
@ManagedResource(description = "JDBC repository of runs in the background")
public final class JdbcRunRepository extends ServiceSupport implements RunRepository {

    private static final int ATTEMPTS = 100;

    private interface Work<T> {
        T on(RunRows rows) throws SQLException;
    }

    private final Clock clock;
    // Set before the start.
    private @Nullable DataSource dataSource;
    private @Nullable String repositoryName;
    private RunTable table = new RunTable(RunTable.DEFAULT_NAME);
    private boolean createTableIfNotExists;
    private Duration leaseTime = Duration.ofSeconds(60);

    public JdbcRunRepository() {
        this(Clock.systemUTC());
    }

    public JdbcRunRepository(DataSource dataSource, String repositoryName) {
        this(Clock.systemUTC());
        this.dataSource = dataSource;
        this.repositoryName = repositoryName;
    }

    JdbcRunRepository(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void add(OpenRun run) {
        perform("write to", rows -> {
            if (!rows.holds(run.id())) rows.insert(run, clock.millis());
            return true;
        });
    }

    @Override
    public List<OpenRun> lease(String owner, int most) {
        long now = clock.millis();
        return perform("write to", rows -> rows.lease(owner, now, now + leaseTime.toMillis(), most));
    }

    @Override
    public Set<String> renew(String owner, Collection<String> ids) {
        return perform("write to", rows -> rows.renew(owner, ids, clock.millis() + leaseTime.toMillis()));
    }

    @Override
    public void release(String owner, OpenRun run, Duration after) {
        perform("write to", rows -> {
            rows.release(owner, run, clock.millis() + after.toMillis());
            return true;
        });
    }

    @Override
    public void remove(Collection<String> ids) {
        perform("write to", rows -> {
            rows.delete(ids);
            return true;
        });
    }

    @Override
    public Duration leaseTime() {
        return leaseTime;
    }

    @Override
    protected void doInit() {
        if (dataSource == null) throw new IllegalArgumentException("dataSource must be set");
        String name = repositoryName;
        if (name == null || name.isBlank() || StorableText.encode(name).length() > StateTable.LONGEST_REPOSITORY) {
            throw new IllegalArgumentException(
                    "repositoryName must be set, with at most " + StateTable.LONGEST_REPOSITORY
                            + " characters: it keeps apart the repositories that share a table");
        }
    }

    @Override
    protected void doStart() {
        perform("use", rows -> {
            try {
                rows.probe();
            } catch (SQLException missing) {
                if (!createTableIfNotExists) throw missing;
                create(rows);
            }
            return true;
        });
    }

    // Another node may create it in the same moment: what counts is that it is there.
    private static void create(RunRows rows) throws SQLException {
        try {
            rows.createTable();
        } catch (SQLException refused) {
            try {
                rows.probe();
            } catch (SQLException stillMissing) {
                throw refused;
            }
        }
    }

    /** Again on a conflict, since then another has written and this one has not; each time, one of them gets on. */
    private <T> T perform(String act, Work<T> work) {
        try (RunRows rows = open()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    return work.on(rows);
                } catch (SQLException e) {
                    if (!SqlFailures.isConflict(e) || attempt == ATTEMPTS) throw e;
                }
            }
        } catch (SQLException e) {
            throw SqlFailures.of(act, table.name(), e);
        }
    }

    private RunRows open() throws SQLException {
        DataSource source = Objects.requireNonNull(dataSource, "dataSource");
        String name = Objects.requireNonNull(repositoryName, "repositoryName");
        return new RunRows(new Statements(source.getConnection()), table, StorableText.encode(name));
    }

    public @Nullable DataSource getDataSource() {
        return dataSource;
    }

    /** Where the table is. Required; a pool. */
    public void setDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @ManagedAttribute(description = "Name that keeps this repository's runs apart within the table")
    public @Nullable String getRepositoryName() {
        return repositoryName;
    }

    /**
     * Keeps apart the repositories that share a table; the same on every node that shares the runs. Required, at most 128
     * characters.
     */
    public void setRepositoryName(String repositoryName) {
        this.repositoryName = repositoryName;
    }

    @ManagedAttribute(description = "Name of the table")
    public String getTableName() {
        return table.name();
    }

    /**
     * Name of the table, if need be behind a schema and a dot; letters, digits and underscores, since it becomes part of
     * the SQL. Default {@code CAMEL_GEMINI_INTERACTIONS_RUNS}.
     *
     * @throws IllegalArgumentException when it is not such a name
     */
    public void setTableName(String tableName) {
        this.table = new RunTable(tableName);
    }

    @ManagedAttribute(description = "Whether the start creates the table when it is missing")
    public boolean isCreateTableIfNotExists() {
        return createTableIfNotExists;
    }

    /** Whether the start creates the table when it is missing; the user then needs the right to. Default false. */
    public void setCreateTableIfNotExists(boolean createTableIfNotExists) {
        this.createTableIfNotExists = createTableIfNotExists;
    }

    @ManagedAttribute(description = "How long a node that says nothing holds its runs, in milliseconds")
    public long getLeaseTime() {
        return leaseTime.toMillis();
    }

    /**
     * How long a node holds runs without saying that it lives, in milliseconds: after that time, others go on with those of
     * a node that was killed. The same on every node. Default 60000.
     *
     * @throws IllegalArgumentException when it is shorter than a second
     */
    public void setLeaseTime(long leaseTime) {
        if (leaseTime < 1_000) throw new IllegalArgumentException("leaseTime must be a second at least: " + leaseTime);
        this.leaseTime = Duration.ofMillis(leaseTime);
    }
}
