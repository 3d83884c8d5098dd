// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.orders;

import java.util.List;

import io.github.camelgemini.examples.support.Database;
import org.jspecify.annotations.Nullable;

/** The tables as the shop's own programs use them. */
record Shop(Database database) {

    /** A row of {@code letter}. */
    record Letter(String id, String file, String customer, String state, @Nullable String answer) {

        boolean isWaiting() {
            return state.equals("waiting");
        }

        boolean isOver() {
            return state.equals("done") || state.equals("failed");
        }
    }

    /**
     * A row of {@code decision}: a call that waits, or was decided.
     *
     * @param decision {@code approve}, {@code reject: reason}, or null
     */
    record Call(
            String letter,
            String interactionId,
            String callId,
            String functionName,
            String arguments,
            @Nullable String decision,
            @Nullable String decidedBy) {}

    /** An order as it is after all changes. */
    record Order(String id, String customer, String shipTo, boolean cancelled) {}

    /** Three customers, two articles and five orders; 1005 has been shipped. */
    void open() {
        database.update(
                "insert into customer values ('C-1', 'Ada Jones'), ('C-2', 'Bo Larsen'), ('C-3', 'Mallory Reed')");
        database.update("insert into article values ('K-900', 'Kettle', 12), ('L-100', 'Desk lamp', 0)");
        order("1001", "C-1", "K-900", "1 Mill Lane, York");
        order("1002", "C-1", "L-100", "1 Mill Lane, York");
        order("1003", "C-2", "K-900", "8 Quay Street, Hull");
        order("1004", "C-3", "L-100", "3 Park Row, Leeds");
        order("1005", "C-2", "L-100", "8 Quay Street, Hull");
        database.update("update customer_order set shipped_on = date '2026-11-20' where id = '1005'");
    }

    private void order(String id, String customer, String article, String shipTo) {
        database.update(
                "insert into customer_order (id, customer, article, ordered_on, ship_to) values (?, ?, ?, date '2026-11-16', ?)",
                id,
                customer,
                article,
                shipTo);
    }

    List<Letter> letters() {
        return database.rows(Letter.class, "select * from letter order by id");
    }

    List<Call> calls() {
        return database.rows(Call.class, "select * from decision order by letter, call_id");
    }

    List<Order> orders() {
        return database.rows(
                Order.class,
                "select o.*, exists (select 1 from cancellation c where c.order_id = o.id) as cancelled"
                        + " from customer_order o order by id");
    }
}
