// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Reads the resource, today's and that of older servers.
 *
 * <p>Documented: Interactions API reference, Interaction, September 2026; breaking changes, May 2026. Observed:
 * traffic/steps-untouched, traffic/legacy.
 */
final class InteractionReader {

    private InteractionReader() {}

    /** Takes the object apart: it has to be ours alone. */
    static Interaction read(ObjectNode object) {
        MemberReader taker = new MemberReader(object);
        String id = taker.nonEmptyText("id");
        String status = taker.text("status");
        List<Step> steps = steps(object);
        ObjectNode usage = taker.object("usage");
        return new Interaction(
                id,
                status == null ? assumedStatus(steps) : new InteractionStatus(status),
                taker.text("model"),
                taker.text("agent"),
                taker.text("created"),
                taker.text("updated"),
                steps,
                usage == null ? null : usage(usage),
                taker.text("service_tier"),
                taker.text("environment_id"),
                taker.text("previous_interaction_id"),
                taker.list("errors", node -> node.isObject() || node.isTextual(), InteractionReader::error),
                taker.more());
    }

    private static List<Step> steps(ObjectNode object) {
        if (isFilled(object.get("steps"))) return StepReader.steps(object.remove("steps"));
        if (isFilled(object.get("outputs"))) return StepReader.grouped(object.remove("outputs"), true);
        return List.of();
    }

    private static boolean isFilled(@Nullable JsonNode list) {
        return list != null && list.isArray() && !list.isEmpty();
    }

    /**
     * Older servers leave the status out. With steps it has ended: waiting for us if there are calls without results.
     * Without steps it is not known.
     */
    private static InteractionStatus assumedStatus(List<Step> steps) {
        if (steps.isEmpty()) return new InteractionStatus("");
        Set<String> answered = new HashSet<>();
        for (Step step : steps) {
            if (step instanceof Step.Result result && result.callId() != null) answered.add(result.callId());
        }
        for (Step step : steps) {
            if (step instanceof Step.Call call
                    && call.isFunction()
                    && !(call.id() != null && answered.contains(call.id()))) return InteractionStatus.REQUIRES_ACTION;
        }
        return InteractionStatus.COMPLETED;
    }

    /** Counts under older names are read, too, and stay where they are. */
    static Usage usage(ObjectNode object) {
        MemberReader taker = new MemberReader(object);
        Long input = taker.integer("total_input_tokens");
        Long output = taker.integer("total_output_tokens");
        Long thought = taker.integer("total_thought_tokens");
        return new Usage(
                input != null ? input : taker.peekInteger("prompt_tokens"),
                output != null ? output : taker.peekInteger("completion_tokens"),
                thought != null ? thought : taker.peekInteger("total_reasoning_tokens"),
                taker.integer("total_cached_tokens"),
                taker.integer("total_tool_use_tokens"),
                taker.integer("total_tokens"),
                taker.more());
    }

    /** An error as an object or as a bare text. A code that is a number stays, too, so that it can be written again. */
    static InteractionError error(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return new InteractionError(
                    null, node.isTextual() ? node.textValue() : Json.text(node), java.util.Map.of());
        }
        MemberReader taker = new MemberReader(object);
        String code = taker.text("code");
        if (code == null && object.path("code").isNumber())
            code = object.get("code").asText();
        String message = taker.text("message");
        for (String name : List.of("code", "message")) {
            if (object.path(name).isNull()) taker.drop(name);
        }
        return new InteractionError(blankToNull(code), blankToNull(message), taker.more());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
