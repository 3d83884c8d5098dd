// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.Comparator;

/**
 * How far one step has grown.
 *
 * @param chars its characters
 * @param others its deltas without any, since it began
 */
public record Offset(long chars, int others) implements Comparable<Offset> {

    /** A step that has begun. */
    public static final Offset START = new Offset(0, 0);

    private static final Comparator<Offset> ORDER =
            Comparator.comparingLong(Offset::chars).thenComparingInt(Offset::others);

    @Override
    public int compareTo(Offset other) {
        return ORDER.compare(this, other);
    }
}
