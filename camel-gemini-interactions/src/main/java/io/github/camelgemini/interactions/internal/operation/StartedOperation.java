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
 * @param reply writes the reply; completes on a thread that a route may block
 * @param over completes when nothing is in progress any more; later than the reply if a body is still read
 * @param interactionId the interaction that the operation is about, as far as it is known
 * @param contextStops ends the operation as far as it does not delay a context that stops: its source delivers it again
 * @param stop ends the operation from our side, so that {@code reply} fails
 */
public record StartedOperation(
        CompletionStage<Consumer<Message>> reply,
        CompletionStage<?> over,
        Supplier<@Nullable String> interactionId,
        Runnable contextStops,
        Runnable stop) {}
