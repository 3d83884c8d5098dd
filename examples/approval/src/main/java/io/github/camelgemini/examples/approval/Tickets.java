// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.approval;

import java.util.List;

import io.github.camelgemini.examples.support.Database;
import org.jspecify.annotations.Nullable;

/** The tables as a shop's own programs use them: they file tickets and read the outcome. */
record Tickets(Database database) {

    /**
     * A row of {@code ticket}.
     *
     * @param interactionId of the round that waits or waited; null when nothing had to wait
     * @param decision {@code approve}, {@code reject: reason}, or null
     * @param refunds number of rows in {@code refund}
     */
    record Ticket(
            String id,
            String state,
            @Nullable String interactionId,
            @Nullable String decision,
            @Nullable String answer,
            @Nullable String askedBy,
            @Nullable String finishedBy,
            int refunds) {

        boolean isWaiting() {
            return state.equals("waiting");
        }

        boolean isOver() {
            return state.equals("done") || state.equals("failed");
        }
    }

    /** A row of {@code function_run}: one execution of a function. */
    record FunctionRun(String ticket, String callId, String functionName, String node) {}

    /** Files a ticket about a new order of 49.90. {@code text} may contain the order's number, as {@code %s}. */
    void file(String ticket, String order, String text) {
        database.update(
                "insert into customer_order (id, customer, item, amount, ordered_on)"
                        + " values (?, 'A. Jones', 'Kettle', 49.90, date '2026-03-02')",
                order);
        file(ticket, text.formatted(order));
    }

    void file(String ticket, String text) {
        database.update("insert into ticket (id, text) values (?, ?)", ticket, text);
    }

    List<Ticket> all() {
        return database.rows(
                Ticket.class,
                "select t.*, (select count(*) from refund r where r.ticket = t.id) as refunds from ticket t order by id");
    }

    List<FunctionRun> functionRuns() {
        return database.rows(FunctionRun.class, "select * from function_run order by id");
    }
}
