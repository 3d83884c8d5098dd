// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;

/**
 * When a run that nobody follows any more is cancelled at the service, too.
 *
 * @param onTimeout when it was waited for too long
 * @param onStop when the route or the context stops
 * @param onFailure when following it failed
 */
public record CancelSettings(boolean onTimeout, boolean onStop, boolean onFailure) {

    /** Nothing is cancelled. */
    public static final CancelSettings NEVER = new CancelSettings(false, false, false);

    boolean covers(Throwable failure) {
        if (failure instanceof InteractionStoppedException) return onStop;
        if (failure instanceof InteractionTimeoutException) return onTimeout;
        return onFailure;
    }
}
