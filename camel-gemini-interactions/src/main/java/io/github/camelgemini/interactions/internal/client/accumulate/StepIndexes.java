// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.accumulate;

import java.util.HashSet;
import java.util.Set;

/** Indexes of steps. Those from 0 on without a gap, which is how a service counts, take no memory, however many they are. */
final class StepIndexes {

    private final Set<Integer> others = new HashSet<>();
    private int below;

    void add(int index) {
        if (contains(index)) return;
        others.add(index);
        while (others.remove(below)) below++;
    }

    boolean contains(int index) {
        return index >= 0 && index < below || others.contains(index);
    }
}
