// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.decorate;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.call.InteractionRunner;
import io.github.camelgemini.interactions.internal.message.request.ReadRequest;
import org.apache.camel.Exchange;

/** Something that a create can have around it, once for each message: a conversation, functions, paying once. */
@FunctionalInterface
public interface CreateDecorator {

    /**
     * Puts itself around the runs of one message; gives them back as they are where the message does not ask for it.
     *
     * @throws InteractionRequestException when the message asks for what cannot be; nothing was sent
     */
    InteractionRunner around(InteractionRunner runs, ReadRequest read, Exchange exchange);

    /**
     * What a message asks for, with what this layer adds to it; before any layer is put around it.
     *
     * @throws InteractionRequestException when the message asks for what cannot be; nothing was sent
     */
    default ReadRequest prepared(ReadRequest read) {
        return read;
    }
}
