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
 * Whether a failed attempt is made again, and when. A value: each decision carries the policy for the next one.
 *
 * <p>There is no idempotency key, so that a create sent twice may be paid twice. It is repeated only where the service
 * cannot have accepted it: nothing was sent, it was over a limit (429), or the service itself said that it is not
 * available (503 with a time to wait or an error of the API; a bare 503 may come from a gateway that gave up waiting).
 *
 * @param left retries left
 * @param made retries made
 * @param backoff wait before each retry, unless the service says how long
 */
record RetryPolicy(int left, int made, Backoff backoff, FailureReader failures, Clock clock) {

    /** Documented: docs/api.adoc 7.4, as Google's clients do. */
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(8);

    /** A service that asks for more is not waited for; the route learns how long it should be. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Make another attempt after {@code delay}, under {@code next}. */
    record Again(Duration delay, RetryPolicy next) {}

    static RetryPolicy of(int maxRetries, FailureReader failures, RandomGenerator random, Clock clock) {
        return new RetryPolicy(maxRetries, 0, new Backoff(FIRST_DELAY, LONGEST_DELAY, random), failures, clock);
    }

    /** What to do after an attempt failed; null to give up. */
    @Nullable
    Again after(boolean repeatable, Throwable failure) {
        if (left <= 0 || !worthRepeating(repeatable, failure)) {
            return null;
        }
        Duration asked = failure instanceof StatusException status ? asked(status.response()) : null;
        if (asked != null && asked.compareTo(LONGEST_WAIT) > 0) {
            return null;
        }
        return new Again(
                asked == null ? backoff.delay(made + 1) : asked,
                new RetryPolicy(left - 1, made + 1, backoff, failures, clock));
    }

    private boolean worthRepeating(boolean repeatable, Throwable failure) {
        if (failure instanceof StatusException status) {
            ApiResponse answer = status.response();
            return repeatable ? InteractionRejectedException.isTransient(answer.status()) : cannotBeAccepted(answer);
        }
        // Only what the line did has an I/O error as its cause; too large an answer, say, would be so again.
        return failure instanceof InteractionTransportException broken
                && broken.getCause() instanceof IOException
                && (repeatable || broken.isRetrySafe());
    }

    private boolean cannotBeAccepted(ApiResponse answer) {
        return answer.status() == 429
                || (answer.status() == 503 && (asked(answer) != null || failures.isApiError(answer)));
    }

    /** How long the service asks to wait; null when it does not say. */
    @Nullable
    Duration asked(ApiResponse answer) {
        return RetryAfter.of(answer, failures.retryDelay(answer), clock);
    }
}
