// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What one producer does with a message: reads it, and calls. What comes back knows how to write the reply. */
@FunctionalInterface
public interface ProducerOperation {

    /** Never blocks; throws when the message cannot be sent, in which case nothing was. */
    Call start(Exchange exchange);

    /**
     * A call under way.
     *
     * @param reply writes the reply; completes on a thread that a route may keep
     * @param over completes when nothing is under way any more; later than the reply where a body goes on
     * @param interactionId the interaction that the call is about, as far as it is known
     * @param contextStops ends the call as far as it does not hold up a context that stops: its source delivers it again
     * @param stop ends the call from our side, so that {@code reply} fails
     */
    record Call(
            CompletionStage<Consumer<Message>> reply,
            CompletionStage<?> over,
            Supplier<@Nullable String> interactionId,
            Runnable contextStops,
            Runnable stop) {}
}
