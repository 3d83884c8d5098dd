// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.feature.background.RunMonitor;
import io.github.camelgemini.interactions.internal.feature.conversation.Conversations;
import io.github.camelgemini.interactions.internal.feature.turn.ConversationRegistry;
import io.github.camelgemini.interactions.internal.message.emit.ChannelRegistry;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteraction;
import io.github.camelgemini.interactions.internal.message.progress.OpenInteractions;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.state.RunRepository;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.support.console.AbstractDevConsole;
import org.jspecify.annotations.Nullable;

/**
 * Camel's dev console {@code gemini-interactions}: open interactions, channels, conversations and background runs. It shows no
 * content, and no key of a conversation, which may be personal data.
 *
 * <p>Options: {@code filter}, a pattern of Camel for ids, routes, statuses and channels; {@code limit}, the most rows of a
 * list; {@code cancel}, the id of an interaction or of the exchange that asks for it.
 */
@DevConsole(
        name = GeminiInteractionsConstants.SCHEME,
        displayName = "Gemini Interactions",
        description = "Open interactions, channels, conversations and background runs of gemini-interactions")
public class InteractionsDevConsole extends AbstractDevConsole {

    public static final String FILTER = "filter";
    public static final String LIMIT = "limit";
    public static final String CANCEL = "cancel";

    private static final int DEFAULT_LIMIT = 100;

    public InteractionsDevConsole() {
        super(
                "camel",
                GeminiInteractionsConstants.SCHEME,
                "Gemini Interactions",
                "Open interactions, channels, conversations and background runs of gemini-interactions");
    }

    @Override
    protected Map<String, Object> doCallJson(Map<String, Object> options) {
        CamelContext context = getCamelContext();
        Monitor monitor = Monitor.of(context);
        Selection selection = Selection.of(options);
        Map<String, Object> shown = new LinkedHashMap<>();
        Object cancel = options.get(CANCEL);
        if (cancel != null && !cancel.toString().isBlank())
            shown.put(CANCEL, monitor.cancel(cancel.toString().trim()));
        shown.put("openInteractions", selection.of(openInteractions(monitor)));
        shown.put(
                "channels",
                selection.of(ChannelRegistry.of(context).channels().stream()
                        .map(InteractionsDevConsole::channel)
                        .toList()));
        Conversations.Load load = ConversationRegistry.of(context).load();
        Map<String, Object> conversations = new LinkedHashMap<>();
        conversations.put("inTurn", load.inTurn());
        conversations.put("waiting", load.waiting());
        shown.put("conversations", conversations);
        shown.put(
                "runs",
                monitor.runs().stream()
                        .map(RunMonitor::state)
                        .map(state -> runs(state, selection))
                        .toList());
        return shown;
    }

    private static List<Map<String, Object>> openInteractions(Monitor monitor) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (OpenInteractions open : monitor.interactions())
            for (OpenInteraction.Progress call : open.progress()) all.add(interaction(call));
        return all;
    }

    private static Map<String, Object> interaction(OpenInteraction.Progress call) {
        Map<String, Object> row = new LinkedHashMap<>();
        put(row, "id", call.id());
        put(row, "status", call.status());
        put(row, "routeId", call.origin().routeId());
        put(row, "exchangeId", call.origin().exchangeId());
        put(row, "endpoint", call.origin().endpoint());
        put(row, "model", call.origin().model());
        put(row, "agent", call.origin().agent());
        row.put("ageMillis", call.ageMillis());
        row.put("silentMillis", call.silentMillis());
        row.put("steps", call.steps());
        row.put("events", call.events());
        row.put("tokens", call.tokens());
        return row;
    }

    private static Map<String, Object> channel(ChannelRegistry.Channel channel) {
        Map<String, Object> row = new LinkedHashMap<>();
        put(row, "channel", channel.name());
        put(row, "routeId", channel.routeId());
        row.put("state", channel.routeId() == null ? "missing" : channel.suspended() ? "suspended" : "open");
        row.put("waiting", channel.waiting());
        return row;
    }

    private static Map<String, Object> runs(RunMonitor.State state, Selection selection) {
        Map<String, Object> row = new LinkedHashMap<>();
        put(row, "routeId", state.routeId());
        row.put("leases", state.leases());
        row.put("lost", state.lost());
        if (state.failure() != null) put(row, "failure", state.failure().toString());
        RunRepository.Overview overview = state.overview();
        if (overview == null) return row;
        row.put("runs", overview.runs());
        row.put("setAside", overview.setAside());
        row.put(
                "oldest",
                selection.of(overview.oldest().stream()
                        .map(InteractionsDevConsole::run)
                        .toList()));
        return row;
    }

    private static Map<String, Object> run(RunRepository.OpenRun run) {
        Map<String, Object> row = new LinkedHashMap<>();
        put(row, "id", run.id());
        put(row, "exchangeId", run.correlationId());
        row.put(
                "ageMillis",
                Math.max(0, Duration.between(run.created(), Instant.now()).toMillis()));
        row.put("misses", run.misses());
        row.put("failures", run.failures());
        return row;
    }

    /** Text of a peer or a message, on one line. */
    private static void put(Map<String, Object> row, String name, @Nullable String text) {
        if (text != null) row.put(name, PeerText.line(text));
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringJoiner text = new StringJoiner("\n");
        doCallJson(options).forEach((section, value) -> {
            if (value instanceof List<?> rows) {
                text.add(section + ": " + rows.size());
                rows.forEach(row -> text.add("    " + line(row)));
            } else text.add(section + ": " + line(value));
        });
        return text.toString();
    }

    /** {@code name=value} for each member; members that are lists follow on lines of their own. */
    private static String line(Object row) {
        if (!(row instanceof Map<?, ?> members)) return String.valueOf(row);
        StringJoiner line = new StringJoiner(" ");
        StringJoiner below = new StringJoiner("");
        members.forEach((name, value) -> {
            if (value instanceof List<?> rows) rows.forEach(one -> below.add("\n        " + line(one)));
            else line.add(name + "=" + value);
        });
        return line.toString() + below;
    }

    /**
     * The rows that an operator wants to see.
     *
     * @param filter a pattern that one of the texts of a row matches
     */
    private record Selection(String filter, int limit) {

        static Selection of(Map<String, Object> options) {
            Object filter = options.get(FILTER);
            Object limit = options.get(LIMIT);
            String pattern = filter == null ? "" : filter.toString().trim();
            return new Selection(pattern.isEmpty() ? "*" : pattern, limit == null ? DEFAULT_LIMIT : number(limit));
        }

        private static int number(Object limit) {
            try {
                int most = Integer.parseInt(limit.toString().trim());
                return most > 0 ? most : DEFAULT_LIMIT;
            } catch (NumberFormatException e) {
                return DEFAULT_LIMIT;
            }
        }

        List<Map<String, Object>> of(List<Map<String, Object>> rows) {
            return rows.stream().filter(this::matches).limit(limit).toList();
        }

        private boolean matches(Map<String, Object> row) {
            return row.values().stream()
                    .anyMatch(value -> value instanceof String text && PatternHelper.matchPattern(text, filter));
        }
    }
}
