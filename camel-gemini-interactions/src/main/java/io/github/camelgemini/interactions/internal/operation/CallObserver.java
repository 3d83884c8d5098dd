// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.model.InteractionRequest;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Makes the observations of an endpoint's calls. */
@FunctionalInterface
public interface CallObserver {

    /**
     * An observation that has not begun.
     *
     * @param exchange the exchange that asks for the call
     * @param request the first create; null if a stored interaction is followed
     */
    CallObservation observe(Exchange exchange, @Nullable InteractionRequest request);
}
