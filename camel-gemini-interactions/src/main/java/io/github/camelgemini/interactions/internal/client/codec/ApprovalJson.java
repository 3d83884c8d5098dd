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
 * JSON of function calls that wait for approval: <code>{interaction_id, run_id, pending: [{id, name, arguments}],
 * results: [...], request: {...}}</code>, decided with <code>decisions: {id: "approve" | "reject: reason"}</code>.
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
     * Reads a pending approval with its decisions.
     *
     * @param value JSON text, Map or JSON node
     * @return null if the value has no {@code decisions} or no {@code pending} calls
     * @throws IllegalArgumentException if a call or a decision is malformed; the message quotes no value
     */
    public static @Nullable PendingApproval decided(Object value) {
        JsonNode node = value instanceof String text ? Json.tree(text) : Json.MAPPER.valueToTree(value);
        if (!(node instanceof ObjectNode given)
                || !given.path("decisions").isObject()
                || !given.path("pending").isArray()) return null;
        ObjectNode approval = given.deepCopy(); // the reader removes members
        MemberReader reader = new MemberReader(approval);
        ObjectNode request = reader.object("request");
        List<String> tags = new ArrayList<>();
        if (request != null && request.remove("tags") instanceof ArrayNode words)
            words.forEach(word -> tags.add(word.asText()));
        return new PendingApproval(
                reader.nonEmptyText("interaction_id"),
                reader.nonEmptyText("run_id"),
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
