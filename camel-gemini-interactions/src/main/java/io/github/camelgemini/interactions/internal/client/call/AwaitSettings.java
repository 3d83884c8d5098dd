// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

import io.github.camelgemini.interactions.internal.support.async.Backoff;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import org.jspecify.annotations.Nullable;

/**
 * How often a run is polled, and for how long.
 *
 * @param interval delay between two polls
 * @param timeout longest wait
 * @param fromCreation true to count the timeout from the creation of the run, false from the start of the wait
 * @param option the option that sets the timeout
 * @param since the instant from which the timeout counts; null for one of the two above
 */
public record AwaitSettings(
        Backoff interval, Duration timeout, boolean fromCreation, String option, @Nullable Instant since) {

    /** Upper limit of a timeout: a longer one could overflow when it is added to an instant. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** How far the service's clock may be ahead. */
    private static final Duration LARGEST_SKEW = Duration.ofDays(1);

    public AwaitSettings {
        timeout = Durations.shortest(timeout, LONGEST);
    }

    /** Settings whose timeout counts from the creation of the run. */
    public AwaitSettings(Backoff interval, Duration timeout) {
        this(interval, timeout, true, "awaitTimeout", null);
    }

    /** A copy with another timeout; null returns these settings. */
    public AwaitSettings within(@Nullable Duration other) {
        return other == null ? this : new AwaitSettings(interval, other, fromCreation, option, since);
    }

    /** A copy with another timeout, which counts from the start of the wait and is set by that option. */
    public AwaitSettings fromNow(Duration other, String setBy) {
        return new AwaitSettings(interval, other, false, setBy, null);
    }

    /** A copy whose timeout counts from an instant, so that it covers what was done before the wait. */
    public AwaitSettings since(Instant begun) {
        return new AwaitSettings(interval, timeout, fromCreation, option, begun);
    }

    /**
     * The instant at which the wait for a run times out.
     *
     * @param created the run's creation time from the service, ISO-8601 in UTC; {@code begun} replaces null, other text, and an instant in
     *     the future
     * @param begun when the wait started
     */
    public Instant deadline(@Nullable String created, Instant begun) {
        if (since != null) return Durations.plus(since, timeout);
        return Durations.plus(fromCreation ? plausible(instant(created, begun), begun) : begun, timeout);
    }

    /** The fallback in place of an instant in the future, which would make the wait endless. */
    private static Instant plausible(Instant created, Instant fallback) {
        return created.isAfter(Instant.now().plus(LARGEST_SKEW)) ? fallback : created;
    }

    /** Parses an ISO-8601 instant; returns the fallback for null and for other text. */
    public static Instant instant(@Nullable String text, Instant fallback) {
        if (text == null) return fallback;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return fallback;
        }
    }
}
