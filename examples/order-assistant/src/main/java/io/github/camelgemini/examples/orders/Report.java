// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.camelgemini.emulator.traffic.Ledger;
import io.github.camelgemini.examples.orders.Shop.Call;
import io.github.camelgemini.examples.orders.Shop.Letter;
import io.github.camelgemini.examples.orders.Shop.Order;
import io.github.camelgemini.examples.support.Table;

/** Which orders the letters changed, compared with what was approved. */
record Report(List<Letter> letters, List<Call> calls, List<Order> changed, Ledger ledger) {

    static Report of(Shop shop, List<Order> before, Ledger ledger) {
        List<Order> changed = new ArrayList<>(shop.orders());
        changed.removeAll(before);
        return new Report(shop.letters(), shop.calls(), changed, ledger);
    }

    /** True if each letter took a question and its results, and each changed order is the customer's own and approved. */
    boolean isComplete() {
        return letters.stream().allMatch(letter -> letter.state().equals("done"))
                && changed.size() == changedAsApproved()
                && ledger.creates() == 2L * letters.size()
                && ledger.createsWithEqualInput() == 0;
    }

    Table table() {
        Table table = new Table(5, "letter", "wants to", "decision", "by", "orders changed");
        for (Letter letter : letters)
            table.row(
                    letter.file(),
                    each(letter, call -> call.functionName() + " " + call.arguments()),
                    each(letter, call -> String.valueOf(call.decision()).replaceFirst(":.*", "")),
                    each(letter, call -> String.valueOf(call.decidedBy())),
                    joined(changedBy(letter).stream().map(Order::id).toList()));
        return table;
    }

    @Override
    public String toString() {
        return String.format(
                "%s: %d letters answered; %d changes approved, %d orders changed, %d of them without approval; %d creates, %d of"
                        + " them twice.",
                isComplete() ? "Complete" : "NOT COMPLETE",
                letters.size(),
                calls.stream().filter(Report::isApproved).count(),
                changed.size(),
                changed.size() - changedAsApproved(),
                ledger.creates(),
                ledger.createsWithEqualInput());
    }

    private long changedAsApproved() {
        return letters.stream()
                .flatMap(letter -> changedBy(letter).stream())
                .distinct()
                .count();
    }

    private List<Order> changedBy(Letter letter) {
        return changed.stream()
                .filter(order -> order.customer().equals(letter.customer()))
                .filter(order -> calls.stream()
                        .anyMatch(call -> call.letter().equals(letter.id())
                                && isApproved(call)
                                && call.arguments().contains(order.id())))
                .toList();
    }

    private static boolean isApproved(Call call) {
        return "approve".equals(call.decision());
    }

    private String each(Letter letter, Function<Call, String> column) {
        return joined(calls.stream()
                .filter(call -> call.letter().equals(letter.id()))
                .map(column)
                .toList());
    }

    private static String joined(List<String> values) {
        return values.isEmpty() ? "-" : values.stream().collect(Collectors.joining(", "));
    }
}
