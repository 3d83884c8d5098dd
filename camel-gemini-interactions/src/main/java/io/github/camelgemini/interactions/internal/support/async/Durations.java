// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Arithmetic with durations and instants that saturates instead of overflowing: a duration may come from an option, from the
 * service or from a row that another process wrote.
 */
public final class Durations {

    /** Upper limit of durations from options, a hundred years: its nanoseconds fit into a long, with room for sums. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    /** The duration of an option in milliseconds, at most a hundred years. */
    public static Duration ofMillis(long millis) {
        return shortest(Duration.ofMillis(millis), LONGEST);
    }

    public static Duration shortest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** {@link Duration#toNanos()}, or the largest or smallest long. */
    public static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    /** {@link Duration#toMillis()}, or the largest or smallest long. */
    public static long millis(Duration duration) {
        return TimeUnit.MILLISECONDS.convert(duration);
    }

    /** A sum of two numbers of milliseconds, or the largest or smallest long. */
    public static long sum(long one, long other) {
        long sum = one + other;
        if (((one ^ sum) & (other ^ sum)) >= 0) return sum;
        return one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** {@link Instant#plus}, or the last or first instant. */
    public static Instant plus(Instant instant, Duration duration) {
        try {
            return instant.plus(duration);
        } catch (DateTimeException | ArithmeticException e) {
            return duration.isNegative() ? Instant.MIN : Instant.MAX;
        }
    }

    /** {@link Instant#toEpochMilli()}, or the largest or smallest long. */
    public static long epochMillis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
