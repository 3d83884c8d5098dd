// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.emit;

import java.util.concurrent.CompletionStage;

import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.message.exchange.OriginExchange;
import io.github.camelgemini.interactions.model.Interaction;

/** The route that receives what producers stream to one channel. Any thread; the returned stages end when the route is done. */
public interface ChannelReceiver {

    /** Emits what has arrived; fails with an {@code InteractionStoppedException} when the route does not run. */
    CompletionStage<?> receive(StreamProgress progress, OriginExchange origin, StepCursor.InFlightSteps inFlight);

    /** Emits the end of a run whose last progress came without it. */
    CompletionStage<?> receiveEnd(
            StreamProgress last, Interaction whole, OriginExchange origin, StepCursor.InFlightSteps inFlight);

    /** Names the route in messages. */
    String getRouteId();
}
