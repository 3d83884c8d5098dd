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

    /** Assumed: also with an exponent, as a gateway may write a float. */
    private static final Pattern NUMBER = Pattern.compile("(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d++)?");

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
        // A larger number, up to the infinite, stands for a wait that is too long in any case.
        double value = Math.min(Double.parseDouble(text.trim()), Integer.MAX_VALUE);
        return Duration.ofMillis((long) (value * milliseconds));
    }

    /**
     * What the message of a refusal says about a wait that is longer than {@code longest}; null for any other wait.
     *
     * @param longest the option {@code maxRetryAfter}
     */
    public static @Nullable String hint(@Nullable Duration wait, Duration longest) {
        if (wait == null || wait.compareTo(longest) <= 0) return null;
        return "the service asks for a wait that is longer than maxRetryAfter=" + longest.toMillis()
                + " ms, which was not waited for: send the message again after the wait, or raise maxRetryAfter";
    }

    /** A text of the API as a message has it, and the {@link #hint}; null for neither. */
    public static @Nullable String withHint(@Nullable String shown, @Nullable Duration wait, Duration longest) {
        String hint = hint(wait, longest);
        if (hint == null) return shown;
        return shown == null ? hint : shown + " - " + hint;
    }
}
