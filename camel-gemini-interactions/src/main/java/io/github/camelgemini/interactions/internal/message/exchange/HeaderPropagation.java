// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** What the parts of a stream have from the exchange that started it. */
public record HeaderPropagation(boolean copyHeaders, HeaderFilterStrategy filter) {

    /**
     * The exchange that started a stream.
     *
     * @param rounds of function calls before the stream; null where no functions can be called
     * @param turns the turns that it is part of at the time
     */
    public record Origin(
            String exchangeId, Map<String, Object> headers, @Nullable Integer rounds, EnclosingTurns.Source turns) {

        /** The same, after so many rounds of function calls. */
        public Origin after(int rounds) {
            return new Origin(exchangeId, headers, rounds, turns);
        }

        public static Origin of(Exchange exchange) {
            Map<String, Object> present = new HashMap<>(exchange.getMessage().getHeaders());
            present.values().removeIf(Objects::isNull);
            return new Origin(exchange.getExchangeId(), present, null, EnclosingTurns.on(exchange));
        }
    }

    /** Makes an emitted exchange one of its origin's: under its id, in its turns, with its headers as the filter lets them. */
    public void pass(Origin origin, Message message) {
        message.getExchange().setProperty(Exchange.CORRELATION_ID, origin.exchangeId());
        origin.turns().passTo(message.getExchange());
        copy(origin, message);
    }

    /** Copies the headers alone. */
    public void copy(Origin origin, Message message) {
        if (origin.rounds() != null) message.setHeader(GeminiInteractionsConstants.TOOL_ITERATIONS, origin.rounds());
        if (!copyHeaders) return;
        origin.headers().forEach((name, value) -> {
            if (!filter.applyFilterToCamelHeaders(name, value, message.getExchange())) message.setHeader(name, value);
        });
    }
}
