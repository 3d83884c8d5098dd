// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/** The exchange on whose behalf others are started: for emitted steps, results of runs and function calls. */
public final class OriginExchange {

    // Set once.
    private final @Nullable String exchangeId;
    private final Map<String, Object> headers;
    private final @Nullable Integer rounds;
    private final EnclosingTurns.Source turns;
    private final Supplier<Map<String, String>> trace;
    // Of the last propagation that asked, which is mostly the only one.
    private volatile @Nullable Inherited inherited;

    private record Inherited(HeaderPropagation by, Map<String, Object> headers) {}

    private OriginExchange(
            @Nullable String exchangeId,
            Map<String, Object> headers,
            @Nullable Integer rounds,
            EnclosingTurns.Source turns,
            Supplier<Map<String, String>> trace) {
        this.exchangeId = exchangeId;
        this.headers = headers;
        this.rounds = rounds;
        this.turns = turns;
        this.trace = trace;
    }

    /** Copies the headers as they are now. */
    public static OriginExchange of(Exchange exchange) {
        Map<String, Object> present = new HashMap<>(exchange.getMessage().getHeaders());
        present.values().removeIf(Objects::isNull);
        return new OriginExchange(exchange.getExchangeId(), present, null, EnclosingTurns.on(exchange), Map::of);
    }

    /** An exchange that has ended, possibly in another process. */
    public static OriginExchange ended(String exchangeId, Map<String, Object> headers) {
        return new OriginExchange(exchangeId, headers, null, () -> null, Map::of);
    }

    /** No exchange: a consumer has started the run. */
    public static OriginExchange none() {
        return new OriginExchange(null, Map.of(), null, () -> null, Map::of);
    }

    /** A copy on whose behalf exchanges continue a trace. */
    public OriginExchange traced(Supplier<Map<String, String>> context) {
        return new OriginExchange(exchangeId, headers, rounds, turns, context);
    }

    /** A copy with that many rounds of function calls. */
    public OriginExchange after(int rounds) {
        return new OriginExchange(exchangeId, headers, rounds, turns, trace);
    }

    /** All headers, unfiltered. */
    Map<String, Object> headers() {
        return headers;
    }

    /** Number of rounds of function calls so far; null if no functions can be called. */
    @Nullable
    Integer rounds() {
        return rounds;
    }

    /** The headers by which an exchange continues the trace of the call; empty without tracing. */
    Map<String, String> trace() {
        return trace.get();
    }

    /** The headers that a propagation accepts. Its filter is asked once for all exchanges that are started. */
    Map<String, Object> inherited(HeaderPropagation by, Exchange started) {
        Inherited known = inherited;
        if (known == null || !known.by().equals(by)) inherited = known = new Inherited(by, by.inherited(this, started));
        return known.headers();
    }

    /** Sets correlation id, enclosing turns and trace of an exchange that is started on behalf of this one. */
    public void link(Exchange started) {
        correlate(started);
        trace().forEach(started.getMessage()::setHeader);
    }

    /** Sets correlation id and enclosing turns. */
    void correlate(Exchange started) {
        if (exchangeId != null) started.setProperty(ExchangePropertyKey.CORRELATION_ID, exchangeId);
        turns.passTo(started);
    }
}
