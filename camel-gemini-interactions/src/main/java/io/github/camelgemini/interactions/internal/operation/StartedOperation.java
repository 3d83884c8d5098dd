// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * An operation in progress for one message.
 *
 * @param reply writes the reply; completes on a thread of routes, but on the calling thread after {@code contextStops} or
 *     {@code stop}
 * @param over completes when nothing is in progress; later than the reply while a streamed body is read
 * @param interactionId id of the interaction; null while it is unknown
 * @param contextStops called when the context begins to stop: ends what a redelivery can repeat without a second charge
 * @param stop ends the operation on the client side; {@code reply} fails
 */
public record StartedOperation(
        CompletionStage<Consumer<Message>> reply,
        CompletionStage<?> over,
        Supplier<@Nullable String> interactionId,
        Runnable contextStops,
        Runnable stop) {}
