// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: delays that double up to a limit. Stateless: the caller counts attempts.
 *
 * @param first the first delay
 * @param longest limit of the doubling, and of the first delay
 * @param random shortens each delay by up to a quarter, so that retries that began together spread out
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final double JITTER = 0.25;

    /** Delays without jitter. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, () -> 0);
    }

    /** The delay before retry {@code n}, counted from 1. */
    public Duration delay(int n) {
        long most = Durations.nanos(longest);
        long nanos = Math.min(Durations.nanos(first), most);
        for (int i = 1; i < n && nanos < most; i++) nanos += Math.min(Math.max(nanos, 1), most - nanos);
        return Duration.ofNanos((long) (nanos * (1 - JITTER * random.nextDouble())));
    }

    /** The next delay, without jitter, for a caller that counts elapsed time instead: as long again, which also doubles. */
    public Duration after(Duration waited) {
        if (waited.compareTo(first) < 0) return first;
        return waited.compareTo(longest) > 0 ? longest : waited;
    }
}
