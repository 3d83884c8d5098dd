// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Reads interactions in the current format and in that of older servers.
 *
 * <p>Documented: Interactions API reference, Interaction, September 2026; breaking changes, May 2026. Observed:
 * traffic/steps-untouched, traffic/legacy.
 */
final class InteractionReader {

    private InteractionReader() {}

    /** Removes members from the object. */
    static Interaction read(ObjectNode object) {
        MemberReader reader = new MemberReader(object);
        String id = reader.id("id");
        String status = reader.text("status");
        List<Step> steps = steps(object);
        ObjectNode usage = reader.object("usage");
        return new Interaction(
                id,
                status == null ? assumedStatus(steps) : InteractionStatus.of(status),
                reader.text("model"),
                reader.text("agent"),
                reader.text("created"),
                reader.text("updated"),
                steps,
                usage == null ? null : usage(usage),
                reader.text("service_tier"),
                reader.text("environment_id"),
                reader.text("previous_interaction_id"),
                reader.nonEmptyText("continuation_token"),
                reader.list("continuation_ids", JsonNode::isTextual, JsonNode::textValue),
                errors(reader, object.get("error")),
                reader.more());
    }

    /**
     * The member {@code errors}, or the one {@code error}, which remains.
     *
     * <p>Documented: {@code errors}. Assumed: {@code error}, as a status update has it.
     */
    static List<InteractionError> errors(ObjectNode object) {
        return errors(new MemberReader(object), object.get("error"));
    }

    private static List<InteractionError> errors(MemberReader reader, @Nullable JsonNode single) {
        List<InteractionError> errors =
                reader.list("errors", node -> node.isObject() || node.isTextual(), InteractionReader::error);
        if (!errors.isEmpty() || single == null || !(single.isObject() || single.isTextual())) return errors;
        InteractionError error = error(single.deepCopy());
        return error.isEmpty() ? errors : List.of(error);
    }

    private static List<Step> steps(ObjectNode object) {
        if (isFilled(object.get("steps"))) return whole(StepReader.steps(object.remove("steps")));
        if (isFilled(object.get("outputs"))) return whole(StepReader.grouped(object.remove("outputs"), true));
        return List.of();
    }

    private static List<Step> whole(List<Step> steps) {
        if (steps.size() > InteractionJson.MAX_STEPS) throw InteractionJson.tooManySteps("");
        return steps.stream().map(InteractionJson::withoutHalves).toList();
    }

    private static boolean isFilled(@Nullable JsonNode list) {
        return list != null && list.isArray() && !list.isEmpty();
    }

    /**
     * The status of an interaction without one, as older servers send it: unknown without steps, {@code requires_action} if
     * a function call has no result, otherwise completed.
     */
    private static InteractionStatus assumedStatus(List<Step> steps) {
        if (steps.isEmpty()) return new InteractionStatus("");
        Interaction waiting =
                Interaction.of(null, InteractionStatus.REQUIRES_ACTION).withSteps(steps);
        if (!waiting.pendingCalls().isEmpty()) return InteractionStatus.REQUIRES_ACTION;
        return InteractionStatus.COMPLETED;
    }

    /** Also reads counts under older names, which remain in {@code more}. */
    static Usage usage(ObjectNode object) {
        MemberReader reader = new MemberReader(object);
        Long input = reader.integer("total_input_tokens");
        Long output = reader.integer("total_output_tokens");
        Long thought = reader.integer("total_thought_tokens");
        return new Usage(
                input != null ? input : reader.peekInteger("prompt_tokens"),
                output != null ? output : reader.peekInteger("completion_tokens"),
                thought != null ? thought : reader.peekInteger("total_reasoning_tokens"),
                reader.integer("total_cached_tokens"),
                reader.integer("total_tool_use_tokens"),
                reader.integer("total_tokens"),
                reader.more());
    }

    /** Reads an object, a bare text, or a bare number, which is the code. A numeric code also remains in {@code more}, so that it is written as a number. */
    static InteractionError error(JsonNode node) {
        if (node.isIntegralNumber()) return new InteractionError(node.asText(), null, java.util.Map.of());
        if (!(node instanceof ObjectNode object)) {
            return new InteractionError(
                    null, node.isTextual() ? node.textValue() : Json.text(node), java.util.Map.of());
        }
        MemberReader reader = new MemberReader(object);
        String code = reader.text("code");
        if (code == null && object.path("code").isNumber())
            code = object.get("code").asText();
        String message = reader.text("message");
        for (String name : List.of("code", "message")) {
            if (object.path(name).isNull()) reader.drop(name);
        }
        return new InteractionError(blankToNull(code), blankToNull(message), reader.more());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
