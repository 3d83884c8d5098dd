// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;

/** Tells event notifiers that functions may be called for an exchange, that one was, or that there will be no more. */
public final class GeminiInteractionsToolEvent implements CamelEvent.ExchangeEvent {

    /** What has happened. */
    public enum Kind {
        /** The model may call functions from now on. */
        START,
        /** A call has its result, has none, or waits for a person. */
        CALL,
        /** The exchange has its answer, or fails. */
        END
    }

    private final Exchange exchange;
    private final Kind kind;
    private final Map<String, Object> facts;
    private long timestamp;

    public GeminiInteractionsToolEvent(Exchange exchange, Kind kind, Map<String, Object> facts) {
        this.exchange = exchange;
        this.kind = kind;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The exchange whose model calls. Read it, and no more: it is under way. */
    @Override
    public Exchange getExchange() {
        return exchange;
    }

    public Kind getKind() {
        return kind;
    }

    /**
     * Of a call: {@code round}, {@code callId}, {@code name}, {@code durationMillis}, {@code outcome}; at the end:
     * {@code rounds}. Never arguments or results.
     */
    public Map<String, Object> getFacts() {
        return facts;
    }

    @Override
    public Type getType() {
        return Type.Custom;
    }

    @Override
    public long getTimestamp() {
        return timestamp;
    }

    @Override
    public void setTimestamp(long timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public String toString() {
        return "Functions of exchange " + exchange.getExchangeId() + ": " + kind + " " + facts;
    }
}
