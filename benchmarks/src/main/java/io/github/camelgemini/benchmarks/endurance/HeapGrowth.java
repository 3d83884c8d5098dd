// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.benchmarks.endurance;

import io.github.camelgemini.benchmarks.measure.Heap;

/** By how much the heap in use has grown, at most, since this was made: looks at it four times a second. */
final class HeapGrowth implements AutoCloseable {

    private static final long LOOK_MILLIS = 250;

    private final double atFirst = Heap.usedMebibytes();
    private final Thread looks = new Thread(this::look, "heap");
    private volatile double most = atFirst;

    HeapGrowth() {
        looks.setDaemon(true);
        looks.start();
    }

    private void look() {
        try {
            while (true) {
                most = Math.max(most, Heap.usedMebibytes());
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    double mebibytes() {
        return most - atFirst;
    }

    @Override
    public void close() {
        looks.interrupt();
    }
}
