// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * JSON of function calls that wait for approval: <code>{interaction_id, run_id, pending: [{id, name, arguments}],
 * results: [...], request: {...}, signature}</code>, decided with <code>decisions: {id: "approve" | "reject: reason"}</code>.
 */
public final class ApprovalJson {

    /** A member that comes twice has two meanings: what was shown may be the one, and what is read the other. */
    private static final ObjectReader STRICT =
            Json.MAPPER.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final Set<String> SHOWN = Set.of("id", "name", "arguments");

    private ApprovalJson() {}

    /**
     * A round that was sent with its decisions.
     *
     * @param approval the round; its signature is not checked
     * @param signed the text that a signature is made of: all members but {@code decisions} and {@code signature}
     */
    public record Decided(PendingApproval approval, String signed) {}

    /** @param signer makes the signature of a text; null to write none */
    public static String write(PendingApproval approval, @Nullable UnaryOperator<String> signer) {
        ObjectNode node = node(approval);
        if (signer != null) node.put("signature", signer.apply(signed(node)));
        return Json.text(node);
    }

    private static ObjectNode node(PendingApproval approval) {
        ObjectNode node = Json.object();
        ValueWriter.put(node, "interaction_id", approval.interactionId());
        ValueWriter.put(node, "run_id", approval.runId());
        ArrayNode pending = node.putArray("pending");
        for (Step.Call call : approval.pending()) {
            ObjectNode entry = pending.addObject().put("id", call.id()).put("name", call.name());
            entry.set("arguments", call.arguments() == null ? Json.object() : arguments(call.arguments()));
        }
        node.set("results", ValueWriter.steps(approval.results()));
        InteractionRequest request = approval.request();
        if (request != null) node.set("request", request(request, approval.tags()));
        return node;
    }

    private static JsonNode arguments(String json) {
        JsonNode tree = Json.tree(json);
        return tree == null ? Json.MAPPER.getNodeFactory().textNode(json) : tree;
    }

    private static ObjectNode request(InteractionRequest request, List<String> tags) {
        ObjectNode node = RequestJson.node(request.withStream(false));
        if (request.input().isEmpty()) node.remove("input");
        if (!tags.isEmpty()) node.set("tags", Json.node(tags));
        return node;
    }

    private static String signed(ObjectNode node) {
        ObjectNode signed = node.deepCopy();
        signed.remove(List.of("decisions", "signature"));
        return Json.canonical(signed);
    }

    /**
     * Reads a round with its decisions. Everything in it may come from anyone.
     *
     * @param value JSON text, its bytes, a Map, or a JSON node
     * @throws IllegalArgumentException if the value is no such round, if a member of an object comes twice, or if a call or a
     *     decision is malformed; the message quotes no value
     */
    public static Decided decided(Object value) {
        if (!(tree(value) instanceof ObjectNode given)) throw new IllegalArgumentException("it is no JSON object");
        if (!given.path("decisions").isObject())
            throw new IllegalArgumentException("it has no object decisions, with a decision for each call");
        if (!given.path("pending").isArray())
            throw new IllegalArgumentException("it has no list pending, with the calls that wait");
        if (given.get("pending").isEmpty()) throw new IllegalArgumentException("it has no call in pending");
        String signed = signed(given);
        ObjectNode round = given.deepCopy(); // the reader removes members
        MemberReader reader = new MemberReader(round);
        ObjectNode request = reader.object("request");
        List<String> tags = new ArrayList<>();
        if (request != null && request.remove("tags") instanceof ArrayNode words)
            words.forEach(word -> tags.add(word.asText()));
        PendingApproval approval = new PendingApproval(
                reader.nonEmptyText("interaction_id"),
                reader.nonEmptyText("run_id"),
                calls(round.get("pending")),
                results(round.get("results")),
                request == null || request.isEmpty() ? null : RequestJson.read(request),
                tags,
                decisions(round.get("decisions")),
                reader.nonEmptyText("signature"));
        return new Decided(approval, signed);
    }

    private static @Nullable JsonNode tree(Object value) {
        try {
            if (value instanceof String text) return STRICT.readTree(text);
            if (value instanceof byte[] bytes) return STRICT.readTree(bytes);
        } catch (IOException e) { // not the cause: its message quotes the text
            throw new IllegalArgumentException("it is no JSON, or has a member twice");
        }
        if (!(value instanceof Map) && !(value instanceof JsonNode)) return null;
        try {
            return Json.node(value);
        } catch (IllegalArgumentException e) { // nor the cause here
            throw new IllegalArgumentException("it cannot be written as JSON");
        }
    }

    /** The calls as they were shown: with the three members that are written, and no other. */
    private static List<Step.Call> calls(JsonNode pending) {
        List<Step.Call> calls = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode entry : pending) {
            if (!entry.isObject())
                throw new IllegalArgumentException("an entry of pending is " + Json.kind(entry) + ", not an object");
            Set<String> members = new HashSet<>();
            entry.fieldNames().forEachRemaining(members::add);
            if (!members.equals(SHOWN)
                    || !entry.get("id").isTextual()
                    || !entry.get("name").isTextual())
                throw new IllegalArgumentException(
                        "an entry of pending has other members than the texts id and name, and arguments");
            String id = entry.get("id").textValue();
            if (!ids.add(id)) throw new IllegalArgumentException("an id comes twice in pending");
            calls.add(new Step.Call(
                    Step.Call.FUNCTION_CALL,
                    id,
                    entry.get("name").textValue(),
                    Json.text(entry.get("arguments")),
                    null,
                    Map.of()));
        }
        return calls;
    }

    private static List<Step> results(@Nullable JsonNode results) {
        if (results == null) return List.of();
        if (!results.isArray()) throw new IllegalArgumentException("results is " + Json.kind(results) + ", not a list");
        return StepReader.steps(results);
    }

    private static Map<String, String> decisions(JsonNode node) {
        Map<String, String> decisions = new LinkedHashMap<>();
        node.properties().forEach(decision -> {
            if (!decision.getValue().isTextual())
                throw new IllegalArgumentException("a decision is " + Json.kind(decision.getValue()) + ", not a text");
            decisions.put(decision.getKey(), decision.getValue().textValue());
        });
        return decisions;
    }
}
