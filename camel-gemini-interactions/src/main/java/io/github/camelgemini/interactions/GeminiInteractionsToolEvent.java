// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.internal.feature.function.ToolTrace;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(GeminiInteractionsToolEvent.class);

    private final Exchange exchange;
    private final Kind kind;
    private final Map<String, Object> facts;
    private long timestamp;

    public GeminiInteractionsToolEvent(Exchange exchange, Kind kind, Map<String, Object> facts) {
        this.exchange = exchange;
        this.kind = kind;
        this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** Notifies the context's event notifiers; one that fails is logged and ignored, as Camel does for its own events. */
    static void send(Exchange exchange, ToolTrace.Stage stage, Map<String, Object> facts) {
        if (!EventHelper.eventsApplicable(exchange.getContext())) return;
        try {
            exchange.getContext()
                    .getManagementStrategy()
                    .notify(new GeminiInteractionsToolEvent(exchange, Kind.valueOf(stage.name()), facts));
        } catch (Throwable e) { // an Error would leave the message without an end
            LOG.warn("An event notifier failed ({}): ignored", e.getClass().getName());
        }
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
