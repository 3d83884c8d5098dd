// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.client.transport.ApiResponse;
import io.github.camelgemini.interactions.internal.client.transport.FailureReader;
import io.github.camelgemini.interactions.internal.client.transport.RetryAfter;
import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when a failed attempt is retried. Immutable: each decision carries the policy for the next one.
 *
 * <p>The API has no idempotency key, so a create that is sent twice may be paid twice. It is retried only if the service
 * cannot have accepted it: nothing was sent, it exceeded a limit (429), or the service itself reported that it is
 * unavailable (503 with a time to wait or an error of the API; a bare 503 may come from a gateway that timed out).
 *
 * @param remaining number of retries left
 * @param made number of retries made
 * @param longestWait a longer wait fails the call; its exception tells the route how long to wait
 * @param backoff delay before each retry, unless the service specifies one
 */
record RetryPolicy(
        int remaining, int made, Duration longestWait, Backoff backoff, FailureReader failures, Clock clock) {

    /** Documented: docs/api.adoc 7.4, as Google's clients do. */
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);

    /** Retry after {@code delay}; {@code next} decides on the retry after that. */
    record Retry(Duration delay, RetryPolicy next) {}

    static RetryPolicy of(
            int maxRetries, Duration longestWait, FailureReader failures, RandomGenerator random, Clock clock) {
        return new RetryPolicy(
                maxRetries, 0, longestWait, new Backoff(FIRST_DELAY, LONGEST_DELAY, random), failures, clock);
    }

    /** The retry after a failed attempt; null for none. */
    @Nullable
    Retry after(boolean repeatable, Throwable failure) {
        if (remaining <= 0 || !isRetryable(repeatable, failure)) return null;
        Duration requested = failure instanceof StatusException status ? retryAfter(status.response()) : null;
        if (requested != null && requested.compareTo(longestWait) > 0) return null;
        return new Retry(
                requested == null ? backoff.delay(made + 1) : requested,
                new RetryPolicy(remaining - 1, made + 1, longestWait, backoff, failures, clock));
    }

    private boolean isRetryable(boolean repeatable, Throwable failure) {
        if (failure instanceof StatusException status) {
            ApiResponse response = status.response();
            return repeatable ? InteractionRejectedException.isTransient(response.status()) : isNotAccepted(response);
        }
        // An I/O error may pass. Without one as the cause, the failure would recur: too large a response, for example.
        return failure instanceof InteractionTransportException broken
                && broken.getCause() instanceof IOException
                && (repeatable || broken.isRetrySafe());
    }

    private boolean isNotAccepted(ApiResponse response) {
        return InteractionRejectedException.isTransient(response.status())
                && InteractionRejectedException.hadNoEffect(
                        response.status(), failures.isApiError(response) || retryAfter(response) != null);
    }

    /** The wait that the service requests; null when it requests none. */
    @Nullable
    Duration retryAfter(ApiResponse response) {
        return RetryAfter.of(response, failures.retryDelay(response), clock);
    }
}
