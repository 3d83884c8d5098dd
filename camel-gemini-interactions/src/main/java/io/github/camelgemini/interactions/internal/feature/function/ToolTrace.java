// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.function;

import java.io.Serializable;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.feature.toolcall.Outcome;
import io.github.camelgemini.interactions.internal.feature.toolcall.ToolRounds;
import io.github.camelgemini.interactions.internal.message.exchange.FunctionRounds;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Exchange;

/** Records the function calls of one message, without arguments and results, and notifies a listener. */
public final class ToolTrace implements ToolRounds.Listener {

    public enum Stage {
        /** Before the first request of the message. */
        START,
        /** A call has ended, or waits for a person. */
        CALL,
        /** The message has its answer, fails, or is stopped. The last stage. */
        END
    }

    /** Any thread, several at once. */
    @FunctionalInterface
    public interface Listener {
        void on(Exchange exchange, Stage stage, Map<String, Object> facts);
    }

    private final Exchange exchange;
    private final Listener listener;
    private final FunctionRounds rounds;
    // Read by the route, which may run concurrently with calls when its body is a stream.
    private final Calls calls = new Calls();
    // Once true, stays true: the exchange belongs to its route again, though a function may still run.
    private volatile boolean over;

    /** @param exchange changed only by this constructor */
    ToolTrace(Exchange exchange, Listener listener) {
        this.exchange = exchange;
        this.listener = listener;
        this.rounds = FunctionRounds.begin(exchange);
        exchange.setProperty(GeminiInteractionsConstants.TOOL_TRACE_PROPERTY, calls);
    }

    void began() {
        listener.on(exchange, Stage.START, Map.of());
    }

    @Override
    public void ended(int round, Step.Call call, Duration duration, Outcome outcome) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("round", round);
        entry.put("callId", call.id());
        entry.put("name", call.name());
        entry.put("durationMillis", duration.toMillis());
        entry.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
        calls.append(entry);
        rounds.reached(round);
        if (!over) listener.on(exchange, Stage.CALL, entry);
    }

    void ended(int rounds) {
        over = true;
        listener.on(exchange, Stage.END, Map.of("rounds", rounds));
    }

    /** A list that grows, in constant time per call, while another thread reads it. Its readers cannot change it. */
    private static final class Calls extends AbstractList<Map<String, Object>> implements Serializable {
        private static final long serialVersionUID = 1L;

        // Guarded by this. Iterators read by index, so an addition does not disturb them.
        private final ArrayList<Map<String, Object>> entries = new ArrayList<>();

        synchronized void append(Map<String, Object> entry) {
            entries.add(entry);
        }

        @Override
        public synchronized Map<String, Object> get(int index) {
            return entries.get(index);
        }

        @Override
        public synchronized int size() {
            return entries.size();
        }
    }
}
