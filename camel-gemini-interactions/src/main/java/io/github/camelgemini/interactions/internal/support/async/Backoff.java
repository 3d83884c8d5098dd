// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that double up to a longest one. Knows no clock and no attempts: its user counts them.
 *
 * @param first the first delay
 * @param longest where the doubling ends; a longer first delay is shortened to it
 * @param random takes up to a quarter off each delay, so that many that began at once spread
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final double JITTER = 0.25;

    /** Delays without any randomness. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, () -> 0);
    }

    /** The delay before repetition {@code n}, counted from 1. */
    public Duration delay(int n) {
        long most = longest.toNanos();
        long nanos = Math.min(first.toNanos(), most);
        for (int i = 1; i < n && nanos < most; i++) nanos += Math.min(Math.max(nanos, 1), most - nanos);
        return Duration.ofNanos((long) (nanos * (1 - JITTER * random.nextDouble())));
    }

    /**
     * The next delay of a user who knows only for how long it has been waiting: as long again, which doubles too. Without
     * randomness.
     */
    public Duration after(Duration waited) {
        if (waited.compareTo(first) < 0) return first;
        return waited.compareTo(longest) > 0 ? longest : waited;
    }
}
