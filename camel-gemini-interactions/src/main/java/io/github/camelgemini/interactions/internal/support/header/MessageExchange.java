// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** The exchange of a message. In Camel a message may have none: one that was made by hand and not put into an exchange. */
public final class MessageExchange {

    private MessageExchange() {}

    /** @throws IllegalStateException if the message belongs to no exchange */
    public static Exchange of(Message message) {
        @Nullable Exchange exchange = message.getExchange();
        if (exchange == null)
            throw new IllegalStateException(
                    "The message belongs to no exchange: give it to one with exchange.setMessage(message)");
        return exchange;
    }
}
