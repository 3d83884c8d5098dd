// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;

/** Time that passes when the test says so, for repositories and what uses them. */
public final class HandClock extends Clock {

    private volatile Instant now;

    public HandClock(Instant begin) {
        this.now = begin;
    }

    /** A database of its own, in memory. */
    public static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    /** The runs of one node, whose leases last as long as this clock says. */
    public JdbcRunRepository runs(DataSource database, Duration leaseTime) {
        JdbcRunRepository runs = new JdbcRunRepository(this);
        runs.setDataSource(database);
        runs.setRepositoryName("runs");
        runs.setCreateTableIfNotExists(true);
        runs.setLeaseTime(leaseTime.toMillis());
        return runs;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
