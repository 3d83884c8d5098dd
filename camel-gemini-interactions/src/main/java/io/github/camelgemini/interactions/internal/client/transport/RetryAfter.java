// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.utils.DateUtils;
import org.jspecify.annotations.Nullable;

/**
 * The wait that the service requests before a retry: {@code retry-after-ms}, {@code Retry-After} in seconds or as a date, or
 * the delay in the body.
 *
 * <p>Documented: docs/api.adoc 1.6 and 7.4: Google's clients obey both headers.
 */
public final class RetryAfter {

    /** A larger number stands for a wait that is too long in any case. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,30}(\\.\\d{0,30})?");

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
        if (text == null || !NUMBER.matcher(text.trim()).matches()) return null;
        double value = Math.min(Double.parseDouble(text.trim()), Integer.MAX_VALUE);
        return Duration.ofMillis((long) (value * milliseconds));
    }
}
