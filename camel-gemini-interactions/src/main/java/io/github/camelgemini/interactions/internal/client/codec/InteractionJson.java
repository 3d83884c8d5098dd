// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.sse.AnswerDecoder;
import io.github.camelgemini.interactions.internal.support.uri.PathSegment;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Converts interactions, steps and contents between JSON text, values and Maps. Lossless: members without a typed field are
 * in {@code more}, and numbers are not rounded. Any thread.
 */
public final class InteractionJson {

    /** Steps of one answer: many more than a model makes, as each takes a few tokens at least. */
    public static final int MAX_STEPS = 100_000;

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private static final Pattern ESCAPED_HALF = Pattern.compile("\\\\u[dD][89a-fA-F]");

    private InteractionJson() {}

    /** @param received an excerpt of what was received */
    public static InteractionProtocolException tooManySteps(String received) {
        return new InteractionProtocolException("The answer has more than " + MAX_STEPS + " steps", received, null);
    }

    /**
     * Reads an interaction in UTF-8.
     *
     * @throws InteractionProtocolException if it is not a JSON object, or has neither a status nor steps that imply one
     */
    public static Interaction read(byte[] json) {
        return read(json, "application/json");
    }

    /**
     * Reads a response of the service in UTF-8.
     *
     * @param mediaType in lower case, without parameters; empty if there is none. For the message of the exception.
     * @throws InteractionProtocolException if it is not a JSON object, has neither a status nor steps that imply one, or is an
     *     error
     */
    public static Interaction read(byte[] json, String mediaType) {
        if (Json.tree(json) instanceof ObjectNode object && !ErrorJson.isRefusal(object)) {
            Interaction read = InteractionReader.read(object);
            if (!read.status().word().isEmpty()) return read;
        }
        throw new InteractionProtocolException(
                "The answer of the service is not an interaction: it is " + AnswerDecoder.named(mediaType),
                new String(json, 0, Math.min(json.length, 2048), StandardCharsets.UTF_8),
                idIn(new String(json, StandardCharsets.UTF_8)),
                null);
    }

    /**
     * Reads a response of the service, or the output of {@link #write(Interaction)}.
     *
     * @throws InteractionProtocolException if it is not a JSON object
     */
    public static Interaction read(String json) {
        if (Json.tree(json) instanceof ObjectNode object) return InteractionReader.read(object);
        throw noInteraction(json);
    }

    private static InteractionProtocolException noInteraction(String received) {
        return new InteractionProtocolException("The answer of the service is not an interaction", received, null);
    }

    /**
     * The error that the last {@code model_output} has in place of content, or beside it. Earlier ones are passed over: the
     * model has continued after them.
     *
     * <p>Documented: types of google-genai 2.0.0 for Java and @google/genai 3.3.0, ModelOutputStep.error, a google.rpc.Status.
     *
     * @return empty if there is none; the code 0 is none
     */
    public static List<InteractionError> outputErrors(Interaction interaction) {
        String json = null;
        for (Step step : interaction.withoutInputs().steps()) {
            if (step instanceof Step.ModelOutput output) json = output.more().get("error");
        }
        if (json == null || !(Json.tree(json) instanceof ObjectNode error) || error.isEmpty()) return List.of();
        return error.path("code").asText().equals("0") ? List.of() : List.of(InteractionReader.error(error));
    }

    /**
     * Checks that the text of an output is all that the model wrote. A text that is a number, an object or the like would be
     * left out of it.
     *
     * @param interactionId for the exception; null if it is not known
     * @throws InteractionProtocolException if a text of the output is not a string
     */
    public static void checkTexts(Step.ModelOutput output, @Nullable String interactionId) {
        for (Content content : output.content()) {
            if (content instanceof Content.Unknown unknown) checkText(unknown.json(), interactionId);
        }
        String unread = output.more().get("content");
        if (unread != null) checkText(unread, interactionId);
    }

    private static void checkText(String json, @Nullable String interactionId) {
        JsonNode node = Json.tree(json);
        if (node != null && ContentReader.isUnreadText(node))
            throw new InteractionProtocolException("A text of the answer is not a string", json, interactionId, null);
    }

    /**
     * The text with U+FFFD for each half of a surrogate pair that is not beside its other half, which could not be written
     * to a file, queue or database. The length stays the same.
     */
    public static String withoutHalves(String text) {
        StringBuilder whole = null;
        for (int at = 0; at < text.length(); at++) {
            if (!Character.isSurrogate(text.charAt(at))) continue;
            if (Character.isSupplementaryCodePoint(text.codePointAt(at))) {
                at++;
                continue;
            }
            if (whole == null) whole = new StringBuilder(text);
            whole.setCharAt(at, '\ufffd');
        }
        return whole == null ? text : whole.toString();
    }

    /** The step with {@link #withoutHalves(String)} for each of its texts, its arguments and its result. */
    public static Step withoutHalves(Step step) {
        if (step instanceof Step.ModelOutput output)
            return new Step.ModelOutput(withoutHalves(output.content()), output.more());
        if (step instanceof Step.Thought thought)
            return new Step.Thought(thought.signature(), withoutHalves(thought.summary()), thought.more());
        if (step instanceof Step.Call call)
            return new Step.Call(
                    call.type(),
                    call.id(),
                    call.name(),
                    jsonWithoutHalves(call.arguments()),
                    call.signature(),
                    call.more());
        if (step instanceof Step.Result result)
            return new Step.Result(
                    result.type(),
                    result.callId(),
                    result.name(),
                    jsonWithoutHalves(result.result()),
                    result.isError(),
                    result.signature(),
                    result.more());
        return step;
    }

    private static List<Content> withoutHalves(List<Content> contents) {
        return contents.stream()
                .map(content -> content instanceof Content.Text text
                        ? new Content.Text(withoutHalves(text.text()), text.annotations(), text.more())
                        : content)
                .toList();
    }

    /** A half may be escaped in the fragments of arguments. */
    private static @Nullable String jsonWithoutHalves(@Nullable String json) {
        if (json == null) return null;
        JsonNode node = ESCAPED_HALF.matcher(json).find() ? Json.tree(json) : null;
        return withoutHalves(node == null ? json : Json.text(node));
    }

    /**
     * The id of an interaction in a response that has it in a form that is not read: in a list, in lines, or as a member of
     * another object.
     *
     * @return null if there is none
     */
    public static @Nullable String idIn(String response) {
        try (MappingIterator<JsonNode> values =
                Json.MAPPER.readerFor(JsonNode.class).readValues(response)) {
            while (values.hasNextValue()) {
                String id = id(values.nextValue());
                if (id != null) return id;
            }
        } catch (IOException | RuntimeException e) { // the rest is not JSON
            return null;
        }
        return null;
    }

    private static @Nullable String id(JsonNode node) {
        boolean isInteraction = node.path("status").isTextual()
                || node.path("steps").isArray()
                || node.path("object").asText().equals("interaction");
        String id = node.path("id").asText();
        if (isInteraction && PathSegment.isSafe(id)) return id;
        for (JsonNode inner : node) {
            String found = inner.isContainerNode() ? id(inner) : null;
            if (found != null) return found;
        }
        return null;
    }

    public static String write(Interaction interaction) {
        return Json.text(ValueWriter.interaction(interaction));
    }

    public static String write(Step step) {
        return Json.text(ValueWriter.step(step));
    }

    public static String write(Content content) {
        return Json.text(ValueWriter.content(content));
    }

    /** Writes a JSON list that {@link #readSteps} can read. */
    public static String writeSteps(List<Step> steps) {
        return Json.text(ValueWriter.steps(steps));
    }

    /**
     * Reads a JSON list of steps, or one step, in the API's format; unlike {@link InputJson} it converts nothing.
     *
     * @throws IllegalArgumentException if the text is not a JSON list or object
     */
    public static List<Step> readSteps(String json) {
        JsonNode node = Json.tree(json);
        if (node == null || !node.isContainerNode()) throw new IllegalArgumentException("not a JSON list of steps");
        return StepReader.steps(node.isArray() ? node : List.of(node));
    }

    /** @throws IllegalArgumentException if the text is not a JSON list */
    public static List<Content> readContents(String json) {
        JsonNode node = Json.tree(json);
        if (node == null || !node.isArray()) throw new IllegalArgumentException("not a JSON list of contents");
        List<Content> contents = new ArrayList<>();
        node.forEach(entry -> contents.add(ContentReader.read(entry)));
        return contents;
    }

    public static Map<String, Object> map(Interaction interaction) {
        return Json.MAPPER.convertValue(ValueWriter.interaction(interaction), MAP);
    }

    public static Map<String, Object> map(Step step) {
        return map(write(step));
    }

    public static Map<String, Object> map(Content content) {
        return map(write(content));
    }

    /** @throws IllegalArgumentException if the text is not a JSON object */
    public static Map<String, Object> map(String json) {
        try {
            Map<String, Object> map = Json.MAPPER.readValue(json, MAP);
            if (map != null) return map;
        } catch (JsonProcessingException | RuntimeException e) { // the latter for names of equal hashes
            // Not used: its message quotes the text.
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** True for the text of a JSON object. */
    public static boolean isObject(String json) {
        return Json.tree(json) instanceof ObjectNode;
    }

    /**
     * Converts JSON text to a Map, List, String, Boolean, Integer, Long, BigInteger, BigDecimal, or null.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public static @Nullable Object value(String json) {
        try {
            return Json.MAPPER.readValue(json, Object.class);
        } catch (JsonProcessingException | RuntimeException e) { // the latter for names of equal hashes
            throw new IllegalArgumentException("not JSON");
        }
    }

    /**
     * A text that is the same for JSON texts of equal values: white space, the order of members, and the notation of numbers
     * do not count.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public static String canonical(String json) {
        return Json.canonical(tree(json));
    }

    /**
     * Writes any value (Map, List, String, number, JSON node, bean) as JSON text.
     *
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public static String text(@Nullable Object value) {
        return Json.text(value);
    }

    /** A JSON object of members given as JSON text. */
    public static String object(Map<String, String> members) {
        ObjectNode node = Json.object();
        Json.setAll(node, members);
        return Json.text(node);
    }

    /** A JSON object with one member replaced. */
    public static String with(String object, String member, String json) {
        return with(object, Map.of(member, json));
    }

    /** A JSON object with members added or replaced; a member that is not JSON text becomes a string. */
    public static String with(String object, Map<String, String> members) {
        if (members.isEmpty() || !(Json.known(object) instanceof ObjectNode node)) return object;
        members.forEach((name, json) -> ValueWriter.json(node, name, json));
        return Json.text(node);
    }

    /**
     * The Jackson tree of a JSON text. Decimals are {@code BigDecimal}.
     *
     * @throws IllegalArgumentException if the text is not JSON
     */
    public static JsonNode tree(String json) {
        JsonNode node = Json.tree(json);
        if (node == null) throw new IllegalArgumentException("not JSON");
        return node;
    }
}
