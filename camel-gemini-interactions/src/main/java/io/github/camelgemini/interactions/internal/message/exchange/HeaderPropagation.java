// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.Map;
import java.util.TreeMap;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;

/** Copies headers and correlation from the exchange that started a stream to those that the stream emits. */
public record HeaderPropagation(boolean copyHeaders, HeaderFilterStrategy filter) {

    /** Sets the correlation id, the enclosing turns and the filtered headers of the originating exchange. */
    public void propagate(OriginExchange origin, Message message) {
        copy(origin, message);
        origin.link(MessageExchange.of(message)); // its trace replaces the one that was copied
    }

    /** As {@link #propagate(OriginExchange, Message)}; the headers are set when the first one is read. */
    public void propagate(OriginExchange origin, EmittedMessage message) {
        copy(origin, message, origin.trace());
        origin.correlate(MessageExchange.of(message));
    }

    private void copy(OriginExchange origin, Message message) {
        filtered(origin, MessageExchange.of(message)).forEach(message::setHeader);
        if (origin.rounds() != null)
            MessageHeaders.set(message, GeminiInteractionsConstants.TOOL_ITERATIONS, origin.rounds());
    }

    /** Copies the number of rounds and the filtered headers. */
    public void copy(OriginExchange origin, EmittedMessage message) {
        copy(origin, message, Map.of());
    }

    /** Without the type of a content, which is that of another body. */
    Map<String, Object> inherited(OriginExchange origin, Exchange exchange) {
        Map<String, Object> headers = filtered(origin, exchange);
        headers.remove(Exchange.CONTENT_TYPE);
        return headers;
    }

    private void copy(OriginExchange origin, EmittedMessage message, Map<String, String> trace) {
        Map<String, Object> inherited = origin.inherited(this, MessageExchange.of(message));
        Integer rounds = origin.rounds();
        if (inherited.isEmpty() && rounds == null && trace.isEmpty()) return;
        message.headers(headers -> {
            headers.setAll(inherited);
            if (rounds != null) headers.set(GeminiInteractionsConstants.TOOL_ITERATIONS, rounds);
            trace.forEach(headers::set);
        });
    }

    /**
     * The headers that the filter accepts; case-insensitive names.
     *
     * @param exchange exchange for the filter
     */
    public Map<String, Object> filtered(OriginExchange origin, Exchange exchange) {
        Map<String, Object> accepted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!copyHeaders) return accepted;
        origin.headers().forEach((name, value) -> {
            if (!filter.applyFilterToCamelHeaders(name, value, exchange)) accepted.put(name, value);
        });
        return accepted;
    }
}
