// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.internal.support.header.EmittedMessage;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.option.OutputType;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Writes the steps, deltas and events of a stream to messages of emitted exchanges. */
public final class EmissionWriter {

    private final OutputType outputType;
    private final @Nullable Class<?> outputClass;
    private final BeanMapper beans;

    /**
     * @param outputClass class that a completed answer is bound to with {@code outputType=object}; null for none
     * @param beans binds it
     */
    public EmissionWriter(OutputType outputType, @Nullable Class<?> outputClass, BeanMapper beans) {
        this.outputType = outputType;
        this.outputClass = outputClass;
        this.beans = beans;
    }

    /** Writes one finished step. */
    public void step(FinishedStep finished, StreamProgress progress, EmittedMessage message) {
        String key = progress.run() + '/' + finished.position();
        Body body =
                switch (outputType) {
                    case text -> StepBodies.of(finished.step(), progress.interactionId());
                    case interaction -> new Body(finished.step(), null);
                    case object -> new Body(InteractionJson.map(finished.step()), null);
                    case json ->
                        new Body(
                                envelope(
                                        progress,
                                        key,
                                        finished.index(),
                                        "step",
                                        InteractionJson.write(finished.step())),
                                "application/json");
                    case sse ->
                        new Body(
                                ServerSentEvents.step(
                                        finished.step().type(),
                                        StepBodies.of(finished.step(), progress.interactionId())
                                                .value(),
                                        InteractionJson.write(finished.step())),
                                null);
                };
        Origin origin = Origin.of(progress);
        int index = finished.index();
        String type = finished.step().type();
        write(body, message, headers -> {
            origin.write(headers);
            headers.set(GeminiInteractionsConstants.STEP_INDEX, index);
            set(headers, GeminiInteractionsConstants.STEP_TYPE, type);
            set(headers, GeminiInteractionsConstants.STEP_KEY, key);
        });
    }

    private static void write(Body body, EmittedMessage message, Consumer<EmittedMessage.Headers> headers) {
        message.setBody(body.value());
        message.headers(headers);
        String contentType = body.contentType();
        if (contentType != null) message.headers(more -> more.set(Exchange.CONTENT_TYPE, contentType));
    }

    /** What says where an emitted part comes from. Without the event, whose bytes a message must not hold. */
    private record Origin(@Nullable String interactionId, String eventType, @Nullable String eventId) {

        static Origin of(StreamProgress progress) {
            return new Origin(
                    progress.interactionId(),
                    progress.event().type(),
                    progress.event().eventId());
        }

        void write(EmittedMessage.Headers headers) {
            set(headers, GeminiInteractionsConstants.INTERACTION_ID, interactionId);
            set(headers, GeminiInteractionsConstants.EVENT_TYPE, eventType);
            set(headers, GeminiInteractionsConstants.EVENT_ID, eventId);
        }
    }

    /** Writes the delta of a step. */
    public void delta(StreamProgress.Growth growth, StreamProgress progress, EmittedMessage message) {
        Origin origin = Origin.of(progress);
        String run = progress.run();
        write(body(growth, progress), message, headers -> {
            origin.write(headers);
            headers.set(GeminiInteractionsConstants.STEP_INDEX, growth.index());
            set(headers, GeminiInteractionsConstants.STEP_KEY, key(growth, run));
            set(headers, GeminiInteractionsConstants.STEP_TYPE, growth.stepType());
            set(headers, GeminiInteractionsConstants.DELTA_TYPE, growth.delta().type());
        });
    }

    private Body body(StreamProgress.Growth growth, StreamProgress progress) {
        String text = growth.delta().text();
        if (outputType == OutputType.text && text != null) return new Body(text, null);
        if (outputType != OutputType.sse) return event(progress.event(), key(growth, progress.run()), progress);
        return new Body(
                ServerSentEvents.delta(
                        growth.delta().type(), text, progress.event().json()),
                null);
    }

    private static String key(StreamProgress.Growth growth, String run) {
        return run + '/' + growth.position() + '/' + growth.offset();
    }

    /** Writes one event of the API unchanged. */
    public void event(StreamProgress progress, EmittedMessage message) {
        String key = progress.run() + '/' + progress.key();
        Origin origin = Origin.of(progress);
        write(event(progress.event(), key, progress), message, headers -> {
            origin.write(headers);
            set(headers, GeminiInteractionsConstants.STEP_KEY, key);
        });
    }

    private Body event(InteractionEvent event, String key, StreamProgress progress) {
        return switch (outputType) {
            case text, sse -> new Body(event.json(), null);
            case interaction -> new Body(withoutBuffer(event), null);
            case object -> new Body(InteractionJson.map(event.json()), null);
            case json -> new Body(envelope(progress, key, null, "event", event.json()), "application/json");
        };
    }

    /** The event with its JSON as text, because a route may hold it for long, and its bytes are in a buffer with others. */
    private static InteractionEvent withoutBuffer(InteractionEvent event) {
        return event instanceof InteractionEvent.StepGrew grew
                ? new InteractionEvent.StepGrew(grew.eventId(), grew.type(), grew.index(), grew.delta(), grew.json())
                : event;
    }

    /** Writes the whole answer at the end of a stream. */
    public void completed(StreamProgress progress, Interaction whole, EmittedMessage message) {
        new ReplyWriter(ReplySettings.unchecked(outputType, beans)).stored(whole, outputClass, message);
        end(progress, whole, message);
    }

    /**
     * Writes the headers that identify the interaction and the end of it.
     *
     * @param progress the last one of the stream; null if the answer was read from the store
     */
    public void end(@Nullable StreamProgress progress, Interaction whole, EmittedMessage message) {
        String run = progress == null ? whole.id() : progress.run();
        Origin origin = progress == null ? null : Origin.of(progress);
        message.headers(headers -> {
            if (origin != null) origin.write(headers);
            set(headers, GeminiInteractionsConstants.STEP_KEY, run + "/completed");
        });
    }

    /** Sets a header unless the word of the service is null. It becomes one line. */
    private static void set(EmittedMessage.Headers headers, String name, @Nullable String word) {
        if (word != null) headers.set(name, PeerText.line(word));
    }

    private static String envelope(
            StreamProgress progress, String key, @Nullable Integer index, String what, String json) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("interaction_id", InteractionJson.text(progress.interactionId()));
        members.put("step_key", InteractionJson.text(key));
        members.put("step_index", InteractionJson.text(index));
        members.put("event_type", InteractionJson.text(progress.event().type()));
        members.put("event_id", InteractionJson.text(progress.event().eventId()));
        members.put("status", InteractionJson.text(progress.status().word()));
        members.put(what, json);
        return InteractionJson.object(members);
    }
}
