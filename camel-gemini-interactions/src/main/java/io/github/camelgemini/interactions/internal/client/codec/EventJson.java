// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelgemini.interactions.exception.InteractionProtocolException;
import io.github.camelgemini.interactions.internal.client.sse.AnswerDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseDecoder;
import io.github.camelgemini.interactions.internal.client.sse.SseFrame;
import io.github.camelgemini.interactions.model.Delta;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionError;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.model.InteractionStatus;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Decodes SSE frames into events. An unknown event becomes {@link InteractionEvent.Unknown}. Any thread.
 *
 * <p>Documented: Interactions API reference, streaming, September 2026; breaking changes, May 2026, for the older names.
 * Observed: traffic/steps-untouched, traffic/legacy, traffic/pasted.
 */
public final class EventJson {

    private static final String END_MARK = "[DONE]";

    /** The name of a frame that means nothing: by the standard, that of a frame without one. */
    private static final String DEFAULT_NAME = "message";

    /** Beginnings of the names of events that have data. */
    private static final List<String> NAMED = List.of("interaction.", "step.", "content.");

    /** How an event stream begins. */
    private static final List<String> BEGINNINGS = List.of("event:", "data:", "id:", "retry:", ":");

    private EventJson() {}

    /**
     * Decodes one frame.
     *
     * @return null for the end marker and for blank data
     * @throws InteractionProtocolException if the data is not a JSON object or missing, if the frame is torn, or if unframed
     *     text is not an error of the API
     */
    public static @Nullable InteractionEvent read(SseFrame frame) {
        if (!frame.framed()) return bareError(frame.data());
        boolean mayBeDelta = frame.event() == null || frame.event().equals("step.delta");
        InteractionEvent grown = mayBeDelta ? TextDeltas.read(frame) : null;
        if (grown != null) return grown;
        String data = frame.data();
        if (data.isBlank()) return withoutData(frame.event());
        if (data.strip().equals(END_MARK)) return null;
        JsonNode node = Json.tree(data);
        if (node instanceof ObjectNode object) return event(object, frame);
        if (node != null && ErrorJson.errorOf(node) != null) return bareError(data);
        String text = node == null ? data : node.textValue();
        if (ErrorJson.isNameOfError(frame.event())
                && text != null
                && !text.isBlank()
                && !AnswerDecoder.beginsDocument(text.strip().charAt(0))) return errorText(text.strip());
        throw new InteractionProtocolException("An event of the stream is not a JSON object", data, null);
    }

    /** Null for a name that is not of the API, such as that of a keep-alive. */
    private static @Nullable InteractionEvent withoutData(@Nullable String name) {
        if (name == null || NAMED.stream().noneMatch(known -> known.startsWith(name) || name.startsWith(known)))
            return null;
        throw new InteractionProtocolException("An event of the stream has no data", name, null);
    }

    /** The event with another text, summary or fragment of arguments in its delta, and in its JSON. */
    public static InteractionEvent.StepGrew withText(InteractionEvent.StepGrew grew, String text) {
        ObjectNode event = (ObjectNode) Json.known(grew.json());
        if (event.get("delta") instanceof ObjectNode delta) {
            JsonNode content = delta.get("content");
            if (grew.delta() instanceof Delta.Text) delta.put("text", text);
            else if (grew.delta() instanceof Delta.Arguments arguments)
                delta.put(arguments.type().equals("arguments") ? "partial_arguments" : "arguments", text);
            else if (content instanceof ObjectNode summary) summary.put("text", text);
            else delta.put("content", text);
            Delta grown = DeltaReader.read(delta.deepCopy());
            return new InteractionEvent.StepGrew(grew.eventId(), grew.type(), grew.index(), grown, Json.text(event));
        }
        return grew;
    }

    /** The event with another step, in its JSON, too. */
    public static InteractionEvent.StepStarted withStep(InteractionEvent.StepStarted started, Step step) {
        String json = InteractionJson.with(started.json(), "step", InteractionJson.write(step));
        return new InteractionEvent.StepStarted(started.eventId(), started.type(), started.index(), step, json);
    }

    /** True for an error that has come without a frame. */
    public static boolean isBareError(SseFrame unframed) {
        JsonNode node = Json.tree(unframed.data());
        if (node == null || ErrorJson.errorOf(node) == null) return false;
        return !(node instanceof ObjectNode object) || ErrorJson.isRefusal(object);
    }

    /** The interaction of a response that is one JSON document; null if it is none. */
    public static @Nullable Interaction whole(SseFrame unframed) {
        if (!(Json.tree(unframed.data()) instanceof ObjectNode object) || ErrorJson.isRefusal(object)) return null;
        boolean isInteraction = object.path("status").isTextual()
                || object.path("steps").isArray()
                || object.path("outputs").isArray();
        if (!isInteraction || object.has("event_type")) return null;
        Interaction read = InteractionReader.read(object);
        return read.status().word().isEmpty() ? null : read;
    }

    /**
     * Reads a complete response that is an event stream, though JSON was asked for. The final event is the last one: in a
     * stream the message is answered by then, so what comes behind it can be no part of the answer here either.
     *
     * @param mediaType in lower case, without parameters; empty if there is none
     * @return null if it is not an event stream
     * @throws InteractionProtocolException if a frame is not an event
     */
    public static @Nullable List<InteractionEvent> readAll(byte[] body, String mediaType) {
        if (!isEventStream(body, mediaType)) return null;
        List<InteractionEvent> events = new ArrayList<>();
        SseFrame stray = null;
        SseDecoder decoder = new SseDecoder(Integer.MAX_VALUE);
        decoder.feed(ByteBuffer.wrap(body));
        for (SseFrame frame = decoder.next(); frame != null; frame = decoder.next()) {
            if (frame.framed() || isBareError(frame)) add(frame, events);
            else if (stray == null) stray = frame;
            if (isAtEnd(events)) return events;
        }
        SseFrame last = decoder.unterminated();
        if (last != null && Json.tree(last.data()) != null) add(last, events);
        SseFrame rest = decoder.finish();
        if (rest != null) add(rest, events);
        else if (stray != null && events.isEmpty()) add(stray, events);
        return events;
    }

    private static void add(SseFrame frame, List<InteractionEvent> events) {
        InteractionEvent event = read(frame);
        if (event != null) events.add(event);
    }

    private static boolean isAtEnd(List<InteractionEvent> events) {
        return !events.isEmpty() && events.get(events.size() - 1) instanceof InteractionEvent.Completed;
    }

    private static boolean isEventStream(byte[] body, String mediaType) {
        if (AnswerDecoder.beginsDocument(AnswerDecoder.firstCharacter(body, 0, body.length))) return false;
        if (mediaType.equals(AnswerDecoder.EVENT_STREAM)) return true;
        String begin = new String(body, 0, Math.min(body.length, 64), StandardCharsets.UTF_8).stripLeading();
        return BEGINNINGS.stream()
                .anyMatch(begin.startsWith("\ufeff") ? begin.substring(1)::startsWith : begin::startsWith);
    }

    /** The data of an error event that is a text. Assumed: proxies write such events. */
    private static InteractionEvent errorText(String text) {
        ObjectNode error = Json.object();
        error.putObject("error").put("message", text);
        return new InteractionEvent.Failed(null, "error", new InteractionError(null, text, Map.of()), Json.text(error));
    }

    /** An error in mid-stream is one JSON object or a list with one, without SSE framing. */
    private static InteractionEvent bareError(String text) {
        JsonNode node = Json.tree(text);
        InteractionError error = node == null ? null : ErrorJson.errorOf(node);
        if (error == null) {
            throw new InteractionProtocolException(
                    "The stream contains text that is not an event", text, InteractionJson.idIn(text), null);
        }
        return new InteractionEvent.Failed(null, "error", error, text);
    }

    private static InteractionEvent event(ObjectNode object, SseFrame frame) {
        String type = type(object, frame);
        String id = eventId(object);
        InteractionEvent known = known(object, type, id, frame.data());
        return known != null ? known : new InteractionEvent.Unknown(id, type, frame.data());
    }

    /**
     * The {@code event_type}; else the name of the frame; else {@code type}, as in a documented sample. An error need not have
     * any of them.
     */
    private static String type(ObjectNode object, SseFrame frame) {
        String name = frame.event();
        if (object.path("event_type").isTextual()) {
            String type = object.get("event_type").textValue();
            if (name != null && isTorn(name, type))
                throw new InteractionProtocolException("An event of the stream has the name of another", name, null);
            return ErrorJson.isNameOfError(type) ? "error" : type;
        }
        if (ErrorJson.isNameOfError(name)) return "error";
        if (name != null && !name.equals(DEFAULT_NAME)) return name;
        String type = object.path("type").asText();
        if (NAMED.stream().anyMatch(type::startsWith)) return type;
        if (object.has("error") || ErrorJson.errorOf(object) != null) return "error";
        return type.isEmpty() && name != null ? name : type;
    }

    /**
     * True if the name is of the API and not of this event: a frame was cut off and another begun in the same line.
     *
     * <p>Observed: in all recorded streams the name of a frame is the {@code event_type} of its data.
     */
    private static boolean isTorn(String name, String type) {
        return !name.equals(type) && (name.contains("event:") || NAMED.stream().anyMatch(name::startsWith));
    }

    private static @Nullable String eventId(ObjectNode object) {
        JsonNode id = object.get("event_id");
        return id != null && id.isTextual() && MemberReader.isId(id.textValue()) ? id.textValue() : null;
    }

    private static @Nullable InteractionEvent known(ObjectNode object, String type, @Nullable String id, String json) {
        return switch (type) {
            case "interaction.created", "interaction.start" ->
                new InteractionEvent.Created(id, type, interaction(object), json);
            case "interaction.completed", "interaction.complete" ->
                new InteractionEvent.Completed(id, type, finalInteraction(object), json);
            case "interaction.status_update", "interaction.in_progress", "interaction.requires_action" ->
                statusChanged(object, type, id, json);
            case "interaction.failed", "interaction.cancelled" -> statusChanged(object, type, id, json);
            case "step.start" ->
                object.get("step") instanceof ObjectNode step
                        ? new InteractionEvent.StepStarted(id, type, index(object), StepReader.read(step), json)
                        : null;
            case "content.start" ->
                new InteractionEvent.StepStarted(id, type, index(object), legacyStart(object), json);
            case "step.delta", "content.delta" ->
                object.get("delta") instanceof ObjectNode delta
                        ? new InteractionEvent.StepGrew(id, type, index(object), DeltaReader.read(delta), json)
                        : null;
            case "step.stop", "content.stop" -> new InteractionEvent.StepStopped(id, type, index(object), json);
            case "error" -> new InteractionEvent.Failed(id, type, error(object), json);
            default -> null;
        };
    }

    /** A documented sample of the older stream has the members of the interaction in the event itself. */
    private static Interaction interaction(ObjectNode object) {
        if (object.get("interaction") instanceof ObjectNode interaction) return InteractionReader.read(interaction);
        return InteractionReader.read(
                object.deepCopy().without(List.of("event_type", "event_id", "type", "interaction")));
    }

    /** Assumed: the error may be in the event, as in a status update. */
    private static Interaction finalInteraction(ObjectNode object) {
        Interaction last = interaction(object);
        return last.errors().isEmpty() ? last.withErrors(InteractionReader.errors(object.deepCopy())) : last;
    }

    private static InteractionEvent.StatusChanged statusChanged(
            ObjectNode object, String type, @Nullable String id, String json) {
        Interaction run = interaction(object);
        List<InteractionError> errors = InteractionReader.errors(object.deepCopy());
        if (errors.isEmpty()) errors = run.errors();
        MemberReader reader = new MemberReader(object);
        String status = reader.text("status");
        if (status == null)
            status = type.equals("interaction.status_update")
                    ? run.status().word()
                    : type.substring(type.indexOf('.') + 1);
        String interactionId = reader.id("interaction_id");
        return new InteractionEvent.StatusChanged(
                id,
                type,
                interactionId != null ? interactionId : run.id(),
                InteractionStatus.of(status),
                errors.isEmpty() ? null : errors.get(0),
                json);
    }

    private static InteractionError error(ObjectNode object) {
        InteractionError told = ErrorJson.errorOf(object);
        if (told != null) return told;
        JsonNode error = object.get("error");
        if (error != null && !error.isNull()) return InteractionReader.error(error);
        return InteractionReader.error(object.deepCopy().without(List.of("event_type", "event_id", "type", "error")));
    }

    /**
     * A missing index is zero, the default in the protocol buffers behind the service's JSON. So is one that is no index, such
     * as a number with an exponent, whose digits are not worked out.
     */
    private static int index(ObjectNode object) {
        Long index = MemberReader.integer(object.get("index"));
        return index == null || index < 0 || index > Integer.MAX_VALUE ? 0 : index.intValue();
    }

    /** One content of the older stream is one step; its first event often has only a type. */
    private static Step legacyStart(ObjectNode object) {
        ObjectNode content = object.get("content") instanceof ObjectNode inner ? inner : Json.object();
        if (!content.has("type") && object.path("type").isTextual()) content.set("type", object.get("type"));
        if (!ContentReader.isContent(content.path("type").asText())) return StepReader.read(content);
        return content.size() > 1
                ? new Step.ModelOutput(List.of(ContentReader.read(content)), Map.of())
                : new Step.ModelOutput(List.of(), Map.of());
    }
}
