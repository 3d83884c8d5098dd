// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.header;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.PooledExchange;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Exchanges, which may belong to a message, and to a pool. */
public final class MessageExchange {

    private MessageExchange() {}

    /**
     * The exchange of a message. In Camel a message may have none: one that was made by hand and not put into an exchange.
     *
     * @throws IllegalStateException if the message belongs to no exchange
     */
    public static Exchange of(Message message) {
        @Nullable Exchange exchange = message.getExchange();
        if (exchange == null)
            throw new IllegalStateException(
                    "The message belongs to no exchange: give it to one with exchange.setMessage(message)");
        return exchange;
    }

    /**
     * Returns an exchange that is done to the pool of its consumer, if it has one. Camel does not reset an exchange whose clock
     * has stopped, so that the next one would have its id, its headers and its unit of work: such an exchange is dropped. With
     * Camel's pool for copies, the copies of an exchange stop its clock, as in a multicast (seen in Camel 4.18.0).
     */
    public static void release(DefaultConsumer consumer, Exchange exchange) {
        boolean isDirty =
                exchange instanceof PooledExchange && exchange.getClock().getCreated() == 0;
        if (!isDirty) consumer.releaseExchange(exchange, false);
    }
}
