// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.http;

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

    Reply health(IncomingRequest request) {
        return Reply.json(Json.object()
                .put("status", "UP")
                .put("open_streams", openStreams.getAsInt())
                .put("blocked_streams", blockedStreams.getAsInt()));
    }

    Reply requests(IncomingRequest request) {
        ArrayNode list = Json.array();
        requests.all().forEach(recorded -> list.add(Redaction.json(recorded)));
        return Reply.json(list);
    }

    /** The ids of stored interactions, oldest first. */
    Reply interactions(IncomingRequest request) {
        return Reply.json(Json.tree(interactions.ids()));
    }

    Reply ledger(IncomingRequest request) {
        return Reply.json(Json.tree(ledger.read()));
    }

    Reply addScript(IncomingRequest request) {
        Script script;
        try {
            script = Script.parse(request.body().toString());
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(String.valueOf(e.getMessage()));
        }
        rules.add(script.rules());
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
        gates.get(request.parameter("name")).release();
        return Reply.json(Json.object());
    }

    Reply reset(IncomingRequest request) {
        forget.run();
        return Reply.json(Json.object());
    }
}
