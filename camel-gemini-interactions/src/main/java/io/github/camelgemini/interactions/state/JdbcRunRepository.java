// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/**
 * Runs in a table of any {@link DataSource}, for routes on several nodes. What is written survives what the database
 * survives. Works as {@link JdbcStateRepository} does: short transactions of its own, failures that name the table, the
 * SQLState and the cure.
 *
 * <p>When a run is due, and until when it is held, is told in milliseconds of the nodes' clocks: let them agree to a small
 * part of the {@link #setLeaseTime lease time}. Set everything before the start.
 */
@ManagedResource(description = "JDBC repository of runs in the background")
public final class JdbcRunRepository extends JdbcRepository<RunRows> implements RunRepository {

    private final Clock clock;
    // Set before the start.
    private Duration leaseTime = Duration.ofSeconds(60);

    public JdbcRunRepository() {
        this(Clock.systemUTC());
    }

    public JdbcRunRepository(DataSource dataSource, String repositoryName) {
        this(Clock.systemUTC());
        setDataSource(dataSource);
        setRepositoryName(repositoryName);
    }

    JdbcRunRepository(Clock clock) {
        super(RunTable.DEFAULT_NAME);
        this.clock = clock;
    }

    @Override
    RunRows rows(Statements statements, String table, String repository) {
        return new RunRows(statements, new RunTable(table), repository);
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
