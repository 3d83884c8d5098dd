// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * A round that waits for a decision, as it is stored: <code>{interaction_id, pending: [{id, name, arguments}], results: [...],
 * request: {...}}</code>, and with <code>decisions: {id: "approve" | "reject: reason"}</code> as it comes back.
 */
public final class ApprovalJson {

    private ApprovalJson() {}

    public static String write(PendingApproval approval) {
        ObjectNode node = Json.object();
        node.put("interaction_id", approval.interactionId());
        ValueWriter.put(node, "run_id", approval.runId());
        ArrayNode pending = node.putArray("pending");
        for (Step.Call call : approval.pending()) {
            ObjectNode entry = pending.addObject().put("id", call.id()).put("name", call.name());
            entry.set("arguments", call.arguments() == null ? Json.object() : arguments(call.arguments()));
        }
        node.set("results", ValueWriter.steps(approval.results()));
        InteractionRequest request = approval.request();
        if (request != null) node.set("request", request(request, approval.tags()));
        return Json.text(node);
    }

    private static JsonNode arguments(String json) {
        JsonNode tree = Json.tree(json);
        return tree == null ? Json.MAPPER.getNodeFactory().textNode(json) : tree;
    }

    private static ObjectNode request(InteractionRequest request, List<String> tags) {
        ObjectNode node = RequestJson.node(request.withStream(false));
        if (request.input().isEmpty()) node.remove("input");
        if (!tags.isEmpty()) node.set("tags", Json.MAPPER.valueToTree(tags));
        return node;
    }

    /**
     * Reads a round with its decisions.
     *
     * @param value a JSON text, a Map or a JSON node
     * @return null when the value has no {@code decisions} or no {@code pending} calls
     * @throws IllegalArgumentException if it is one that cannot be read; the message quotes no value
     */
    public static @Nullable PendingApproval decided(Object value) {
        JsonNode node = value instanceof String text ? Json.tree(text) : Json.MAPPER.valueToTree(value);
        if (!(node instanceof ObjectNode given)
                || !given.path("decisions").isObject()
                || !given.path("pending").isArray()) return null;
        ObjectNode approval = given.deepCopy(); // reading takes it apart
        MemberReader taker = new MemberReader(approval);
        ObjectNode request = taker.object("request");
        List<String> tags = new ArrayList<>();
        if (request != null && request.remove("tags") instanceof ArrayNode words)
            words.forEach(word -> tags.add(word.asText()));
        return new PendingApproval(
                taker.nonEmptyText("interaction_id"),
                taker.nonEmptyText("run_id"),
                calls(approval.get("pending")),
                approval.path("results").isArray() ? StepReader.steps(approval.get("results")) : List.of(),
                request == null || request.isEmpty() ? null : RequestJson.read(request),
                tags,
                decisions(approval.get("decisions")));
    }

    private static List<Step.Call> calls(JsonNode pending) {
        List<Step.Call> calls = new ArrayList<>();
        for (JsonNode entry : pending) {
            if (!(entry instanceof ObjectNode call))
                throw new IllegalArgumentException("an entry of pending is " + Json.kind(entry));
            calls.add(StepReader.call(call.deepCopy(), Step.Call.FUNCTION_CALL));
        }
        return calls;
    }

    private static Map<String, String> decisions(JsonNode node) {
        Map<String, String> decisions = new LinkedHashMap<>();
        node.properties().forEach(decision -> {
            if (!decision.getValue().isTextual())
                throw new IllegalArgumentException("a decision is " + Json.kind(decision.getValue()));
            decisions.put(decision.getKey(), decision.getValue().textValue());
        });
        return decisions;
    }
}
