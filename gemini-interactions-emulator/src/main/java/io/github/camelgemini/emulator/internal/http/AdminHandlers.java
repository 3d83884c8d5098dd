// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

import java.util.Map;
import java.util.function.IntSupplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.camelgemini.emulator.internal.http.reply.Reply;
import io.github.camelgemini.emulator.internal.json.Json;
import io.github.camelgemini.emulator.internal.request.Refused;
import io.github.camelgemini.emulator.internal.rule.RuleBook;
import io.github.camelgemini.emulator.internal.state.Interactions;
import io.github.camelgemini.emulator.internal.state.LedgerBook;
import io.github.camelgemini.emulator.internal.state.RequestLog;
import io.github.camelgemini.emulator.script.Gates;
import io.github.camelgemini.emulator.script.Script;

/**
 * The emulator's own paths under {@code /_emulator}.
 *
 * @param forget empties the emulator
 */
record AdminHandlers(
        RequestLog requests,
        LedgerBook ledger,
        RuleBook rules,
        Interactions interactions,
        IntSupplier openStreams,
        IntSupplier blockedStreams,
        Gates gates,
        Runnable forget) {

    private static final int LONGEST_SCRIPT = 1 << 20;
    private static final int MOST_GATES = 10_000;

    Reply health(IncomingRequest request) {
        return Reply.json(Json.object()
                .put("status", "UP")
                .put("open_streams", openStreams.getAsInt())
                .put("blocked_streams", blockedStreams.getAsInt())
                .put("dropped_requests", requests.dropped())
                .put("dropped_interactions", interactions.dropped()));
    }

    Reply requests(IncomingRequest request) {
        ArrayNode list = Json.array();
        requests.all().forEach(recorded -> list.add(Redaction.json(recorded)));
        return Reply.json(200, list, Map.of("x-emulator-dropped", String.valueOf(requests.dropped())));
    }

    /** The ids of stored interactions, oldest first. */
    Reply interactions(IncomingRequest request) {
        return Reply.json(Json.tree(interactions.ids()));
    }

    Reply ledger(IncomingRequest request) {
        return Reply.json(Json.tree(ledger.read()));
    }

    Reply addScript(IncomingRequest request) {
        if (request.body().length() > LONGEST_SCRIPT) {
            throw new Refused(
                    413,
                    "invalid_request",
                    "A script that comes over HTTP has at most " + LONGEST_SCRIPT
                            + " bytes: send it in parts, or load it with --script.");
        }
        Script script;
        try {
            script = Script.parseReceived(request.body().toString());
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw Refused.invalid("The script nests too deep: flatten it, or its patterns.");
        }
        if (!rules.addReceived(script.rules(), request.body().length())) {
            throw new Refused(
                    429, "rate_limit_exceeded", "Too many rules wait for a request: drop them with DELETE, or reset.");
        }
        return Reply.json(Json.object().put("rules", script.rules().size()));
    }

    Reply clearScript(IncomingRequest request) {
        rules.clear();
        return Reply.json(Json.object());
    }

    /** What has not been asked for yet. */
    Reply script(IncomingRequest request) {
        return Reply.json(Json.object().set("left", Json.tree(rules.left())));
    }

    Reply openGate(IncomingRequest request) {
        if (gates.count() >= MOST_GATES) {
            throw new Refused(429, "rate_limit_exceeded", "There are " + MOST_GATES + " gates already: reset them.");
        }
        gates.get(request.parameter("name")).release();
        return Reply.json(Json.object());
    }

    Reply reset(IncomingRequest request) {
        forget.run();
        return Reply.json(Json.object());
    }
}
