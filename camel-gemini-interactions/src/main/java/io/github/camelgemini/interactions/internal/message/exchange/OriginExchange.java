// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The exchange on whose behalf others are started: for emitted steps, results of runs and function calls.
 *
 * @param headers all of them, unfiltered
 * @param rounds number of rounds of function calls so far; null if no functions can be called
 * @param turns the turns that the exchange is part of
 */
public record OriginExchange(
        String exchangeId, Map<String, Object> headers, @Nullable Integer rounds, EnclosingTurns.Source turns) {

    /** Copies the headers as they are now. */
    public static OriginExchange of(Exchange exchange) {
        Map<String, Object> present = new HashMap<>(exchange.getMessage().getHeaders());
        present.values().removeIf(Objects::isNull);
        return new OriginExchange(exchange.getExchangeId(), present, null, EnclosingTurns.on(exchange));
    }

    /** An exchange that has ended, possibly in another process. */
    public static OriginExchange ended(String exchangeId, Map<String, Object> headers) {
        return new OriginExchange(exchangeId, headers, null, () -> null);
    }

    /** A copy with that many rounds of function calls. */
    public OriginExchange after(int rounds) {
        return new OriginExchange(exchangeId, headers, rounds, turns);
    }

    /** Sets the correlation id and the enclosing turns of an exchange that is started on behalf of this one. */
    public void link(Exchange started) {
        started.setProperty(Exchange.CORRELATION_ID, exchangeId);
        turns.passTo(started);
    }
}
