// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.InteractionTransportException;

/** Counts what is under way, so that a full pool is an answer at once and not a queue nobody sees. */
final class Permits {

    private final String option;
    private final int size;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param option what sets the size */
    Permits(String option, int size) {
        this.option = option;
        this.size = size;
    }

    /** Takes a slot; whoever gets one calls {@link #free()} once. */
    void take() {
        if (taken.incrementAndGet() > size) {
            taken.decrementAndGet();
            throw new InteractionTransportException(
                    "All " + size + " connections of " + option + " are in use: raise " + option
                            + ", or send less at a time",
                    true,
                    null);
        }
    }

    void free() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
