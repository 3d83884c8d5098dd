// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.util.concurrent.atomic.AtomicInteger;

import io.github.camelgemini.interactions.exception.InteractionTransportException;

/** A limit on concurrent requests. When it is reached, a request fails at once instead of waiting in a hidden queue. */
final class Permits {

    private final String option;
    private final int size;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param option name of the option that sets the size */
    Permits(String option, int size) {
        this.option = option;
        this.size = size;
    }

    /** Takes a permit. The caller calls {@link #release()} once. */
    void acquire() {
        if (!tryAcquire())
            throw new InteractionTransportException(
                    "All " + size + " connections of " + option + " are in use: raise " + option
                            + ", or send fewer requests at a time",
                    true,
                    null);
    }

    /** As {@link #acquire()}; false when all are taken. */
    boolean tryAcquire() {
        if (taken.incrementAndGet() <= size) return true;
        taken.decrementAndGet();
        return false;
    }

    void release() {
        taken.decrementAndGet();
    }

    int taken() {
        return taken.get();
    }
}
