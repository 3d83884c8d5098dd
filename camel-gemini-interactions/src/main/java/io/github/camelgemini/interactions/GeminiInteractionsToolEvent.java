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

/** Camel event of an exchange whose model may call functions: before the first call, after each call, and at the end. */
public final class GeminiInteractionsToolEvent implements CamelEvent.ExchangeEvent {

    /** Moment that an event reports. */
    public enum Kind {
        /** The model may call functions from now on. */
        START,
        /** A call returned its result, failed, or waits for approval. */
        CALL,
        /** The exchange has its answer, or failed. */
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
        } catch (Throwable e) { // an Error would leave the exchange unfinished
            LOG.warn("An event notifier failed ({}): ignored", e.getClass().getName());
        }
    }

    /** The exchange whose model calls functions. Only read it: it is still being processed. */
    @Override
    public Exchange getExchange() {
        return exchange;
    }

    public Kind getKind() {
        return kind;
    }

    /**
     * For CALL: {@code round}, {@code callId}, {@code name}, {@code durationMillis}, {@code outcome}; for END: {@code
     * rounds}. Never arguments or results.
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
