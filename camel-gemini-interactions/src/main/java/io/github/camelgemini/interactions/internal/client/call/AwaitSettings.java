// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

import io.github.camelgemini.interactions.internal.support.async.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * How a run is waited for.
 *
 * @param interval between two polls of a run
 * @param timeout how long a run is waited for
 * @param fromCreation whether that time counts from the creation of the run; else from the beginning of the wait
 */
public record AwaitSettings(Backoff interval, Duration timeout, boolean fromCreation) {

    /** Longer than anybody waits, and short enough to count with. */
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    public AwaitSettings {
        if (timeout.compareTo(FOR_EVER) > 0) timeout = FOR_EVER;
    }

    /** The time counts from the creation of the run. */
    public AwaitSettings(Backoff interval, Duration timeout) {
        this(interval, timeout, true);
    }

    /** The same with another time limit; null to keep this one's. */
    public AwaitSettings within(@Nullable Duration other) {
        return other == null ? this : new AwaitSettings(interval, other, fromCreation);
    }

    /** The same polls for another time, which counts from the beginning of the wait. */
    public AwaitSettings fromNow(Duration patience) {
        return new AwaitSettings(interval, patience, false);
    }

    /**
     * Until when a run is waited for.
     *
     * @param created ISO-8601 in UTC, as the service tells it; null or another text counts as {@code begun}
     * @param begun when the wait began
     */
    public Instant deadline(@Nullable String created, Instant begun) {
        return (fromCreation ? instant(created, begun) : begun).plus(timeout);
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
