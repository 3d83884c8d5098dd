// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.examples.scaleout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What came of one run.
 *
 * @param deliveries in the order in which they came
 */
record RunTally(String interactionId, List<Deliveries.Delivery> deliveries) {

    static List<RunTally> of(List<Deliveries.Delivery> deliveries) {
        Map<String, List<Deliveries.Delivery>> runs = deliveries.stream()
                .collect(Collectors.groupingBy(
                        Deliveries.Delivery::interactionId, LinkedHashMap::new, Collectors.toList()));
        return runs.entrySet().stream()
                .map(run -> new RunTally(run.getKey(), List.copyOf(run.getValue())))
                .toList();
    }

    /** Different steps that came. */
    long steps() {
        return deliveries.stream().map(Deliveries.Delivery::stepKey).distinct().count();
    }

    /** Deliveries beyond the first of a step. */
    long repeats() {
        return deliveries.size() - steps();
    }

    long by(String node) {
        return deliveries.stream().filter(step -> step.node().equals(node)).count();
    }
}
