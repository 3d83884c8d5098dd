// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.io.IOException;
import java.time.Duration;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import org.jspecify.annotations.Nullable;

/**
 * Decides which failed polls of a run are retried. One thread at a time.
 *
 * <p>Polls are retried while the service is unavailable or overloaded. A few rejections in a row are retried, too: a run in
 * progress was sometimes answered with 403, and a run just created may not be found yet. An error with a status of success
 * ends the wait, unless its code is that of a transient error.
 *
 * <p>Documented: docs/api.adoc 6.1 and 7.3. Observed: traffic/README.md 11.
 */
public final class TransientFailures {

    /** Number of consecutive rejections that are retried. */
    private static final int MAX_REJECTIONS = 4;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private int rejections;
    private @Nullable Duration retryAfter;
    private final Duration longestWait;

    /** @param longestWait a failure that requests a longer wait is not retried */
    TransientFailures(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** Called after a successful poll. */
    void reset() {
        rejections = 0;
        retryAfter = null;
    }

    /** Counts a failed poll; false if it must not be retried. */
    boolean isTransient(Throwable failure) {
        retryAfter = failure instanceof InteractionRejectedException rejected ? rejected.getRetryAfter() : null;
        if (retryAfter != null && retryAfter.compareTo(longestWait) > 0) return false;
        if (isUnavailable(failure)) return true;
        return mayBeTransient(failure) && ++rejections <= MAX_REJECTIONS;
    }

    /** The interval, or the delay that the service requested if that is longer. */
    Duration atLeast(Duration interval) {
        Duration wait = retryAfter;
        return wait != null && wait.compareTo(interval) > 0 ? wait : interval;
    }

    /** As {@link #atLeast}, for a caller that retries each failure: the longest wait in place of a longer one. */
    public static Duration atLeast(Duration interval, Throwable failure, Duration longestWait) {
        Duration wait = failure instanceof InteractionRejectedException rejected ? rejected.getRetryAfter() : null;
        if (wait == null) return interval;
        Duration obeyed = Durations.shortest(wait, longestWait);
        return obeyed.compareTo(interval) > 0 ? obeyed : interval;
    }

    /** True if the service answered that it does not have the run. */
    public static boolean isGone(Throwable failure) {
        return failure instanceof InteractionRejectedException rejected && rejected.isNotFound();
    }

    /** True if the service answered with success and a final error: it is about the run, not about the poll. */
    public static boolean isFinal(Throwable failure) {
        return failure instanceof InteractionRejectedException refused
                && refused.isInStream()
                && !refused.isTransient()
                && !refused.isNotFound();
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof InteractionTransportException && !recurs(failure)
                || failure instanceof InteractionRejectedException rejected
                        && rejected.isTransient()
                        && !rejected.isInStream();
    }

    /** True if the answer cannot be read, however often it is requested: it is too large, for example. */
    private static boolean recurs(Throwable failure) {
        return failure instanceof InteractionTransportException unread
                && !unread.isRetrySafe()
                && !(unread.getCause() instanceof IOException);
    }

    /** An answer that cannot be decoded may be transient, too. */
    private static boolean mayBeTransient(Throwable failure) {
        if (!(failure instanceof InteractionRejectedException rejected) || rejected.isNotFound()) return true;
        int status = rejected.getHttpResponseCode();
        return rejected.isInStream() ? !isFinal(failure) : status == UNAUTHORIZED || status == FORBIDDEN;
    }
}
