// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.HashSet;
import java.util.Set;

/**
 * Numbers that arrive nearly in order: all below one number, and some beyond it. Those from 0 on without a gap take no memory,
 * however many they are. One thread at a time.
 */
public final class GaplessSet {

    private final Set<Integer> beyond = new HashSet<>();
    private int below;

    /** An empty set. */
    public GaplessSet() {
        this(0);
    }

    /** The numbers from 0 up to, but not including, {@code below}. */
    public GaplessSet(int below) {
        this.below = below;
    }

    /** Adds a number; false when the set has it already. */
    public boolean add(int number) {
        if (contains(number)) return false;
        beyond.add(number);
        while (beyond.remove(below)) below++;
        return true;
    }

    public boolean contains(int number) {
        return number >= 0 && number < below || beyond.contains(number);
    }

    /** The lowest number from 0 on that the set does not have. */
    public int below() {
        return below;
    }

    public int size() {
        return below + beyond.size();
    }
}
