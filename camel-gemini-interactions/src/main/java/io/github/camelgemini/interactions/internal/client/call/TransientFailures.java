// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;

import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;
import org.jspecify.annotations.Nullable;

/**
 * Which failed polls of a run say nothing about the run. One thread at a time.
 *
 * <p>A service that is away or busy is waited for. What it refuses may pass, too: a run under way was answered with a 403
 * now and then, and one just created may not be found yet; several such refusals in a row do not pass.
 *
 * <p>Documented: docs/api.adoc 6.1 and 7.3. Observed: traffic/README.md 11.
 */
public final class TransientFailures {

    /** Refusals in a row after which the next one counts. */
    private static final int REFUSALS = 4;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private int refusals;
    private @Nullable Duration asked;

    /** A poll has succeeded. */
    void none() {
        refusals = 0;
        asked = null;
    }

    /** Counts a failure; false when it would come again. */
    boolean isPassing(Throwable failure) {
        asked = failure instanceof InteractionRejectedException refused ? refused.getRetryAfter() : null;
        if (isAway(failure)) return true;
        return mayPass(failure) && ++refusals <= REFUSALS;
    }

    /** The wait before the next poll: not shorter than the service asks for. */
    Duration atLeast(Duration interval) {
        Duration wait = asked;
        return wait != null && wait.compareTo(interval) > 0 ? wait : interval;
    }

    /** True when the service said that it does not have the run. */
    public static boolean isGone(Throwable failure) {
        return failure instanceof InteractionRejectedException refused && refused.isNotFound();
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof InteractionTransportException
                || failure instanceof InteractionRejectedException refused && refused.isTransient();
    }

    /** An answer that cannot be read may pass, too. */
    private static boolean mayPass(Throwable failure) {
        if (!(failure instanceof InteractionRejectedException refused) || refused.isNotFound()) return true;
        int status = refused.getHttpResponseCode();
        return status == UNAUTHORIZED || status == FORBIDDEN;
    }
}
