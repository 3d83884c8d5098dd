// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * The wait that the service requests before a retry: {@code retry-after-ms}, {@code Retry-After} in seconds or as a date, or
 * the delay in the body.
 *
 * <p>Documented: docs/api.adoc 1.6 and 7.4: Google's clients obey both headers.
 */
public final class RetryAfter {

    private RetryAfter() {}

    /** Never negative; null if the service requests no wait. */
    public static @Nullable Duration of(ApiResponse answer, @Nullable Duration inBody, Clock clock) {
        Duration milliseconds = number(answer.headers().get("retry-after-ms"), 1);
        if (milliseconds != null) return milliseconds;
        String retryAfter = answer.headers().get("retry-after");
        Duration seconds = number(retryAfter, 1000);
        if (seconds != null) return seconds;
        Instant date = retryAfter == null ? null : DateUtils.parseStandardDate(retryAfter);
        if (date == null) return inBody;
        Duration until = Duration.between(clock.instant(), date);
        return until.isNegative() ? Duration.ZERO : until;
    }

    private static @Nullable Duration number(@Nullable String text, int milliseconds) {
        if (text == null) return null;
        try {
            double value = Double.parseDouble(text.trim());
            return value >= 0 && value <= Integer.MAX_VALUE ? Duration.ofMillis((long) (value * milliseconds)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
