// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.sql.Connection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.camelgemini.examples.support.Database;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

/** A trigger of the database, which runs in this process: holds the insert of one row of the trail. */
public final class Hold implements Trigger {

    private static final CountDownLatch NONE = new CountDownLatch(0);

    private static volatile long position;
    private static volatile CountDownLatch reached = NONE;
    private static volatile CountDownLatch released = NONE;

    /** Holds the row at a position, once. */
    static void at(Database database, long row) {
        position = row;
        reached = new CountDownLatch(1);
        released = new CountDownLatch(1);
        database.update("create trigger hold before insert on audit for each row call '" + Hold.class.getName() + "'");
    }

    /** Waits until a node wants to insert the row. */
    static void awaitRow() throws InterruptedException {
        if (!reached.await(2, TimeUnit.MINUTES)) throw new AssertionError("No node has come to row " + position);
    }

    static void release() {
        released.countDown();
    }

    @Override
    public void fire(Connection session, Object @Nullable [] before, Object[] row) {
        if (((Number) row[0]).longValue() != position || reached.getCount() == 0) return;
        reached.countDown();
        try {
            if (!released.await(2, TimeUnit.MINUTES)) throw new IllegalStateException("not released");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
