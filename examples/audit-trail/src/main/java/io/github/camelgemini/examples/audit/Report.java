// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.audit.Trail.Row;
import io.github.camelgemini.examples.audit.Trail.Task;
import io.github.camelgemini.examples.support.Table;

/**
 * The trail in figures, compared with what the service has counted.
 *
 * @param unseen interactions whose answer was lost, which no client can know
 */
record Report(List<Task> tasks, List<Row> rows, long payments, Bill unseen, Ledger ledger) {

    Table table() {
        Table table =
                new Table(3, "message", "decision", "failures", "interactions", "steps", "results", "tokens", "cost");
        for (Task task : tasks)
            table.row(
                    task.subject(),
                    task.decision() == null ? "-" : task.decision(),
                    failures(task),
                    task.interactions(),
                    task.steps(),
                    task.results(),
                    task.tokens(),
                    task.cost().setScale(6, RoundingMode.HALF_EVEN));
        return table;
    }

    private String failures(Task task) {
        String reasons = rows.stream()
                .filter(row ->
                        row.subject().equals(task.subject()) && row.kind().equals("failed"))
                .map(row -> row.reason() == null ? String.valueOf(row.type()) : row.reason())
                .collect(Collectors.joining(", "));
        return reasons.isEmpty() ? "-" : reasons;
    }

    /** The first decision of the trail. */
    Row decision() {
        return rows.stream()
                .filter(row -> row.kind().equals("decision"))
                .findFirst()
                .orElseThrow();
    }

    /** True if the trail has what the service has counted, one payment was approved and made, and nothing was paid for twice. */
    boolean isComplete() {
        return bill().equals(Bill.of(ledger).without(unseen))
                && payments == 1
                && count("decision") == 2
                && ledger.createsWithEqualInput() == 0
                && count("failed") == 3;
    }

    private Bill bill() {
        return new Bill(count("ended"), tasks.stream().mapToLong(Task::tokens).sum());
    }

    private long count(String kind) {
        return rows.stream().filter(row -> row.kind().equals(kind)).count();
    }

    @Override
    public String toString() {
        BigDecimal cost = tasks.stream().map(Task::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
        Bill counted = Bill.of(ledger).without(unseen);
        return "%d messages, %d rows; %d of %d interactions, %d of %d tokens, %s USD; %d decisions, %d payment; %d in doubt."
                .formatted(
                        tasks.size(),
                        rows.size(),
                        bill().interactions(),
                        counted.interactions(),
                        bill().tokens(),
                        counted.tokens(),
                        cost.stripTrailingZeros().toPlainString(),
                        count("decision"),
                        payments,
                        unseen.interactions());
    }
}
