// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.conversation;

import java.util.UUID;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.state.ConditionalStateRepository;
import io.github.camelgemini.interactions.state.JdbcStateRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.h2.jdbcx.JdbcDataSource;

/** A table in H2 that can be away for some calls, and can lose the answers of some writes. */
final class UnreliableTable extends ServiceSupport implements ConditionalStateRepository {

    private final JdbcStateRepository table;
    int failures;
    int failReplaces;
    int lostAnswers;
    Supplier<Throwable> failure = () -> new IllegalStateException("away");

    UnreliableTable() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        table = new JdbcStateRepository(database, "conversations");
        table.setCreateTableIfNotExists(true);
    }

    private void asked() {
        if (failures > 0) {
            failures--;
            fail();
        }
    }

    private void askedToChange() {
        asked();
        if (failReplaces > 0) {
            failReplaces--;
            fail();
        }
    }

    private boolean answered(boolean answer) {
        if (lostAnswers > 0) {
            lostAnswers--;
            fail();
        }
        return answer;
    }

    private void fail() {
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) throw error;
        throw (RuntimeException) thrown;
    }

    @Override
    protected void doStart() {
        table.start();
    }

    @Override
    protected void doStop() {
        table.stop();
    }

    @Override
    public void setState(String key, String value) {
        asked();
        table.setState(key, value);
    }

    @Override
    public String getState(String key) {
        asked();
        return table.getState(key);
    }

    @Override
    public boolean replace(String key, String expected, String value) {
        askedToChange();
        return answered(table.replace(key, expected, value));
    }

    @Override
    public void removeState(String key) {
        throw new AssertionError("A removal that is not on condition");
    }

    @Override
    public boolean removeState(String key, String expected) {
        askedToChange();
        return answered(table.removeState(key, expected));
    }
}
