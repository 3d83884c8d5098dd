// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;

/**
 * Background runs in a table of any {@link DataSource}, for routes on several nodes. Transactions, failures and threads are
 * as for {@link JdbcStateRepository}.
 *
 * <p>Due times and leases use the nodes' clocks, in milliseconds: keep the clocks in sync to a small part of the {@link
 * #setLeaseTime lease time}. Set all properties before the start.
 */
@ManagedResource(description = "JDBC repository of runs in the background")
public final class JdbcRunRepository extends JdbcRepository<RunRows> implements RunRepository {

    private static final long LONGEST_LEASE = Duration.ofDays(1).toMillis();

    /** As many as a table with nothing else may have before someone asks for them; more are reported later. */
    private static final int MAX_UNREADABLE = 1000;

    private final Clock clock;
    // Any thread.
    private final Queue<UnreadableRun> unreadable = new ConcurrentLinkedQueue<>();
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
    RunRows rows(Connection connection, String table, String repository) {
        return new RunRows(connection, new RunTable(table), repository);
    }

    @Override
    public void add(OpenRun run) {
        perform("write to", rows -> rows.contains(run.id()) ? 0 : rows.insert(run, clock.millis()));
    }

    @Override
    public List<OpenRun> lease(String owner, int most) {
        long now = clock.millis();
        RunRows.Leased leased = perform("write to", rows -> rows.lease(owner, now, now + leaseTime.toMillis(), most));
        for (UnreadableRun one : leased.unreadable()) {
            if (unreadable.size() < MAX_UNREADABLE) unreadable.add(one);
        }
        return leased.runs();
    }

    /** Their rows stay, with the owner {@code unreadable}, and are read again after a lease time. */
    @Override
    public List<UnreadableRun> unreadable() {
        List<UnreadableRun> found = new ArrayList<>();
        for (UnreadableRun one = unreadable.poll(); one != null; one = unreadable.poll()) found.add(one);
        return found;
    }

    /** Its row has the owner {@code unreadable} until it is leased again. */
    @Override
    public void setAside(String owner, OpenRun run, Duration after) {
        perform("write to", rows -> rows.setAside(owner, run.id(), clock.millis() + after.toMillis()));
    }

    @Override
    public Set<String> renew(String owner, Collection<String> ids) {
        return perform("write to", rows -> rows.renew(owner, ids, clock.millis() + leaseTime.toMillis()));
    }

    @Override
    public void release(String owner, OpenRun run, Duration after) {
        perform("write to", rows -> rows.release(owner, run, clock.millis() + after.toMillis()));
    }

    @Override
    public void remove(Collection<String> ids) {
        perform("write to", rows -> rows.delete(ids));
    }

    @Override
    public void remove(String owner, Collection<String> ids) {
        perform("write to", rows -> rows.delete(owner, ids));
    }

    @Override
    public Overview overview(int most) {
        return perform("read from", rows -> rows.overview(most));
    }

    @Override
    public Duration leaseTime() {
        return leaseTime;
    }

    @ManagedAttribute(description = "Time after which a lease that is not renewed expires, in milliseconds")
    public long getLeaseTime() {
        return leaseTime.toMillis();
    }

    /**
     * Time after which a lease that is not renewed expires, in milliseconds; other nodes then take over the runs of a node
     * that was killed. Use the same value on all nodes. Default 60000.
     *
     * @throws IllegalArgumentException for less than a second, and for more than a day
     */
    public void setLeaseTime(long leaseTime) {
        if (leaseTime < 1_000 || leaseTime > LONGEST_LEASE)
            throw new IllegalArgumentException(
                    "leaseTime must be from 1000 ms to " + LONGEST_LEASE + " ms, a day: " + leaseTime);
        this.leaseTime = Duration.ofMillis(leaseTime);
    }
}
