// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.live;

import java.util.Comparator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One line of the board: an interaction, or a request. Used on the emulator's thread only. */
abstract class Entry {
    /** By the version of its last change; the newest first among those of one version. */
    static final Comparator<Entry> BY_CHANGE = Comparator.<Entry>comparingLong(entry -> entry.version)
            .thenComparing(entry -> entry.number, Comparator.reverseOrder());

    private static final double NANOS_OF_A_MILLI = 1e6;

    /** Counts up over all entries of the board. */
    final int number;

    private final long startNanos = System.nanoTime();
    /** Of the board, when this one changed last; 0: not on the board. Written by the board. */
    long version;

    Entry(int number) {
        this.number = number;
    }

    /** The time since its beginning, in milliseconds with one decimal. */
    double elapsed() {
        return Math.round((System.nanoTime() - startNanos) / NANOS_OF_A_MILLI * 10) / 10.0;
    }

    abstract ObjectNode json();
}
