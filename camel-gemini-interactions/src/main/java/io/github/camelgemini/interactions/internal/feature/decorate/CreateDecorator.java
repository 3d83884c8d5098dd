// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.decorate;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import org.apache.camel.Exchange;

/** Decorates how a create is executed, once per message: with a conversation, functions, an idempotency key. */
@FunctionalInterface
public interface CreateDecorator {

    /**
     * Decorates the runner of one message; returns it unchanged if the message does not use the feature.
     *
     * @throws InteractionRequestException when the message cannot be executed with the feature; nothing was sent
     */
    InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange);

    /**
     * Completes the request of a message. All decorators do this before the first one decorates the runner.
     *
     * @param exchange passes what is looked up for the message on to {@link #around}
     * @throws InteractionRequestException when the message cannot be executed with the feature; nothing was sent
     */
    default ReadRequest prepared(ReadRequest read, Exchange exchange) {
        return read;
    }
}
