// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.camelgemini.emulator.GeminiEmulator;
import io.github.camelgemini.emulator.script.Rule;
import io.github.camelgemini.emulator.script.Script;
import io.github.camelgemini.examples.support.Database;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs of numbered steps, and the rows that the nodes have written about them. */
final class Runs {

    /** A row of {@code run}; {@code node} is null until the run has ended. */
    record Run(String interactionId, String status, String node) {}

    /** A row of {@code delivery}: one time that a step came into a route, with the message's delivery from 1. */
    record Delivery(String interactionId, String stepKey, String text, String node, int attempt) {}

    private Runs() {}

    static Rule of(int steps) {
        return Script.onCreate()
                .steps(texts(1, steps).stream()
                        .map(text -> "{\"type\":\"model_output\",\"content\":[{\"type\":\"text\",\"text\":\"" + text
                                + "\"}]}")
                        .collect(Collectors.joining(",", "[", "]")));
    }

    /** {@code step 5}, {@code step 6} … */
    static List<String> texts(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(step -> "step " + step)
                .toList();
    }

    static List<Run> in(Database database) {
        return database.rows(Run.class, "select * from run");
    }

    /** In the order in which they came. */
    static List<Delivery> deliveries(Database database) {
        return database.rows(Delivery.class, "select * from delivery order by id");
    }

    /** Deliveries per run, in the order in which they came. */
    static Map<String, List<Delivery>> byRun(Database database) {
        return deliveries(database).stream()
                .collect(Collectors.groupingBy(Delivery::interactionId, LinkedHashMap::new, Collectors.toList()));
    }

    static List<String> textsOf(List<Delivery> run, String node) {
        return run.stream()
                .filter(step -> step.node().equals(node))
                .map(Delivery::text)
                .toList();
    }

    /** Deliveries beyond the first of a step. */
    static long repeats(List<Delivery> run) {
        return run.size() - run.stream().map(Delivery::stepKey).distinct().count();
    }

    /** A had the beginning, B the end; one step between them may have come to both. */
    static void assertMovedInOrder(List<Delivery> run, int steps) {
        List<String> toA = textsOf(run, "A");
        List<String> toB = textsOf(run, "B");
        assertThat(toA).isEqualTo(texts(1, toA.size()));
        assertThat(toB).isEqualTo(texts(steps - toB.size() + 1, steps));
        assertThat(toA.size() + toB.size()).isBetween(steps, steps + 1);
        assertThat(run)
                .allMatch(step -> step.node().equals("A") ? step.attempt() == 1 : step.attempt() > 1 || toA.isEmpty());
    }

    static void assertPaidOnce(GeminiEmulator emulator, int runs) {
        assertThat(emulator.ledger().creates()).isEqualTo(runs);
        assertThat(emulator.ledger().createsWithEqualInput()).isZero();
        assertThat(emulator.ledger().cancels()).isZero();
        assertThat(emulator.ledger().running()).isZero();
    }
}
