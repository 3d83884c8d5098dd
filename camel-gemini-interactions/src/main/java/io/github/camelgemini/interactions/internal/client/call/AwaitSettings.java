// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * How a run is waited for.
 *
 * @param firstInterval wait between the first two looks at a run; doubled with each further one
 * @param longestInterval where the doubling ends
 * @param timeout how long a run is waited for, counted from its creation
 * @param random spreads the looks of many runs
 */
public record AwaitSettings(
        Duration firstInterval, Duration longestInterval, Duration timeout, RandomGenerator random) {

    private static final double JITTER = 0.25;

    /** Longer than anybody waits, and short enough to count with. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    public AwaitSettings {
        if (timeout.compareTo(FOR_EVER) > 0) timeout = FOR_EVER;
    }

    /** The same with another time limit; null to keep this one's. */
    public AwaitSettings within(@Nullable Duration other) {
        return other == null ? this : new AwaitSettings(firstInterval, longestInterval, other, random);
    }

    /** The wait after look {@code n}, counted from 1. */
    public Duration interval(int n) {
        long nanos = firstInterval.toNanos();
        for (int i = 1; i < n && nanos < longestInterval.toNanos(); i++) nanos *= 2;
        return Duration.ofNanos(
                (long) (Math.min(nanos, longestInterval.toNanos()) * (1 - JITTER * random.nextDouble())));
    }

    /**
     * Until when a run is waited for.
     *
     * @param created ISO-8601 in UTC, as the service tells it; null or another text counts as {@code begun}
     * @param begun when the wait began
     */
    public Instant deadline(@Nullable String created, Instant begun) {
        return instant(created, begun).plus(timeout);
    }

    /** The instant that the service tells; {@code otherwise} where it tells none. */
    public static Instant instant(@Nullable String told, Instant otherwise) {
        if (told == null) return otherwise;
        try {
            return Instant.parse(told);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
