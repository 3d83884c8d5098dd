// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import io.github.camelgemini.interactions.exception.InteractionEndedException;
import io.github.camelgemini.interactions.exception.InteractionOutputException;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.exception.InteractionRejectedException;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.exception.InteractionStreamException;
import io.github.camelgemini.interactions.exception.InteractionTransportException;

/** Decides whether a consumer restarts after a failure. A run that may have been created is never created again. */
public final class RestartPolicy {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_MANY_REQUESTS = 429;

    private RestartPolicy() {}

    /**
     * @param hasRun whether there is a run to continue; otherwise one would have to be created
     * @param nothingSent whether it failed before anything was sent
     */
    public static boolean after(Throwable failure, boolean hasRun, boolean nothingSent) {
        if (failure instanceof InteractionRequestException
                || failure instanceof InteractionProtocolException
                || failure instanceof InteractionEndedException
                || failure instanceof InteractionOutputException) return false;
        if (failure instanceof InteractionStreamException broken) return broken.isResumable();
        if (failure instanceof InteractionRejectedException refused) {
            int status = refused.getHttpResponseCode();
            return hasRun ? !refused.isNotFound() && status != BAD_REQUEST : status == TOO_MANY_REQUESTS;
        }
        if (failure instanceof InteractionTransportException unreached) return hasRun || unreached.isRetrySafe();
        return hasRun || nothingSent;
    }
}
