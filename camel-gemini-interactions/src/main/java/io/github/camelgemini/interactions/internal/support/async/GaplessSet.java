// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.HashSet;
import java.util.Set;

/**
 * A set of numbers that arrive nearly in order. The gapless range from 0 takes no memory, only the numbers beyond it do. One
 * thread at a time.
 */
public final class GaplessSet {

    private final Set<Integer> beyond = new HashSet<>();
    private int below;

    public GaplessSet() {
        this(0);
    }

    /** Contains the numbers from 0 to {@code below}, exclusive. */
    public GaplessSet(int below) {
        this.below = below;
    }

    /** Adds a number; returns false if it is present already. */
    public boolean add(int number) {
        if (contains(number)) return false;
        beyond.add(number);
        while (beyond.remove(below)) below++;
        return true;
    }

    public boolean contains(int number) {
        return number >= 0 && number < below || !beyond.isEmpty() && beyond.contains(number);
    }

    /** The lowest number, from 0, that is absent. */
    public int below() {
        return below;
    }

    public int size() {
        return below + beyond.size();
    }
}
