// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** What the parts of a stream have from the exchange that started it. */
record Heritage(boolean copyHeaders, HeaderFilterStrategy filter) {

    /**
     * The exchange that started a stream.
     *
     * @param rounds of function calls before the stream; null where no functions can be called
     */
    record Origin(String exchangeId, Map<String, Object> headers, @Nullable Integer rounds) {

        /** The same, after so many rounds of function calls. */
        Origin after(int rounds) {
            return new Origin(exchangeId, headers, rounds);
        }

        static Origin of(Exchange exchange) {
            Map<String, Object> present = new HashMap<>(exchange.getMessage().getHeaders());
            present.values().removeIf(Objects::isNull);
            return new Origin(exchange.getExchangeId(), present, null);
        }
    }

    /** Makes an emitted exchange one of its origin's: under its id, with its headers as far as the filter lets them. */
    void pass(Origin origin, Message message) {
        message.getExchange().setProperty(Exchange.CORRELATION_ID, origin.exchangeId());
        copy(origin, message);
    }

    /** Copies the headers alone. */
    void copy(Origin origin, Message message) {
        if (origin.rounds() != null) message.setHeader(GeminiInteractionsConstants.TOOL_ITERATIONS, origin.rounds());
        if (!copyHeaders) return;
        origin.headers().forEach((name, value) -> {
            if (!filter.applyFilterToCamelHeaders(name, value, message.getExchange())) message.setHeader(name, value);
        });
    }
}
