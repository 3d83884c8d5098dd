// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.GeminiInteractionsToolEvent;
import io.github.camelgemini.interactions.GeminiInteractionsToolEvent.Kind;
import io.github.camelgemini.interactions.internal.feature.toolcall.Outcome;
import io.github.camelgemini.interactions.internal.feature.toolcall.RoundListener;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ManagementStrategy;
import org.apache.camel.support.EventHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down how the function calls of one message go, without arguments and results, and tells event notifiers. */
final class ToolTrace implements RoundListener {

    private static final Logger LOG = LoggerFactory.getLogger(ToolTrace.class);

    private final Exchange exchange;
    // Read by the route, which may go on while calls are under way where a stream is its body.
    private final List<Map<String, Object>> calls = new CopyOnWriteArrayList<>();

    /** @param exchange ours as long as this is made, and no longer */
    ToolTrace(Exchange exchange) {
        this.exchange = exchange;
        exchange.setProperty(GeminiInteractionsConstants.TOOL_TRACE_PROPERTY, calls);
    }

    /** The model may call functions from now on. */
    void began() {
        tell(Kind.START, Map.of());
    }

    @Override
    public void ended(int round, Step.Call call, Duration duration, Outcome outcome) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("round", round);
        entry.put("callId", call.id());
        entry.put("name", call.name());
        entry.put("durationMillis", duration.toMillis());
        entry.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        calls.add(entry);
        tell(Kind.CALL, entry);
    }

    /** The message has its answer, or fails. */
    void ended(int rounds) {
        tell(Kind.END, Map.of("rounds", rounds));
    }

    private void tell(Kind kind, Map<String, Object> facts) {
        if (!EventHelper.eventsApplicable(exchange.getContext())) return;
        ManagementStrategy management = exchange.getContext().getManagementStrategy();
        try {
            management.notify(new GeminiInteractionsToolEvent(exchange, kind, facts));
        } catch (Throwable e) { // as Camel does for its own events; an Error would leave the message without an end
            LOG.warn("An event notifier failed ({}): ignored", e.getClass().getName());
        }
    }
}
