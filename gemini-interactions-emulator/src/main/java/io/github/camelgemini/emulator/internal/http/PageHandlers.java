// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.live.Board;
import io.github.camelgemini.emulator.internal.live.PageFile;
import io.github.camelgemini.emulator.internal.live.Pages;
import io.github.camelgemini.emulator.internal.rule.RuleBook;
import io.github.camelgemini.emulator.internal.state.LedgerBook;
import io.github.camelgemini.emulator.internal.state.Timers;
import io.github.camelgemini.emulator.script.Gates;
import org.jspecify.annotations.Nullable;

/** The page at {@code /_emulator/} and its event stream. Used on the emulator's thread only. */
final class PageHandlers {
    private static final int RULES_SHOWN = 10;
    private static final int LONGEST_RULE = 200;
    private static final int GATES_SHOWN = 20;
    private static final Map<String, String> NOT_STORED = Map.of("cache-control", "no-store");

    private final LedgerBook ledger;
    private final RuleBook rules;
    private final Gates gates;
    private final IntSupplier openStreams;
    private final Pages pages;
    private @Nullable PageFile file;
    // Of the rules when they had changed so often.
    private long ruleChanges = -1;
    private ArrayNode waiting = Json.array();

    PageHandlers(Board board, Timers timers, LedgerBook ledger, RuleBook rules, Gates gates, IntSupplier openStreams) {
        this.ledger = ledger;
        this.rules = rules;
        this.gates = gates;
        this.openStreams = openStreams;
        this.pages = new Pages(board, timers, this::figures, Redaction::input);
    }

    Reply page(IncomingRequest request) {
        if (file == null) {
            file = PageFile.load();
        }
        return Reply.raw(
                200,
                "text/html; charset=UTF-8",
                Map.of(
                        "cache-control", "no-store",
                        "content-security-policy", file.policy(),
                        "cross-origin-opener-policy", "same-origin"),
                file.html());
    }

    /** The page's addresses are relative to its folder. */
    Reply toPage(IncomingRequest request) {
        return Reply.raw(308, "", Map.of("location", "/_emulator/", "cache-control", "no-store"), "");
    }

    /** Resumes behind the id in the header that a browser sends when it connects again, or else in the parameter. */
    Reply events(IncomingRequest request) {
        String lastId =
                request.headers().getOrDefault("last-event-id", request.query().getOrDefault("after", ""));
        String watched = request.query().getOrDefault("interaction", "");
        int number = watched.matches("\\d{1,9}") ? Integer.parseInt(watched) : 0;
        return new Reply.Events(pages.open(number, lastId), 0, NOT_STORED);
    }

    private ObjectNode figures() {
        ObjectNode figures = Json.object();
        figures.set("ledger", Json.tree(ledger.read()));
        figures.put("open_streams", openStreams.getAsInt());
        figures.put("rules", rules.size());
        figures.set("waiting", waiting());
        List<String> holding = gates.holding();
        figures.set("gates", Json.tree(holding.subList(0, Math.min(holding.size(), GATES_SHOWN))));
        return figures;
    }

    private ArrayNode waiting() {
        long changes = rules.changes();
        if (changes != ruleChanges) {
            ruleChanges = changes;
            waiting = Json.array();
            rules.waiting(RULES_SHOWN)
                    .forEach(rule ->
                            waiting.add(rule.length() <= LONGEST_RULE ? rule : rule.substring(0, LONGEST_RULE) + "…"));
        }
        return waiting;
    }
}
