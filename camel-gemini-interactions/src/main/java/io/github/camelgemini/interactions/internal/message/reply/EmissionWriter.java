// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.accumulate.FinishedStep;
import io.github.camelgemini.interactions.internal.client.call.StreamProgress;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.client.schema.BeanMapper;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionEvent;
import io.github.camelgemini.interactions.option.OutputType;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import static io.github.camelgemini.interactions.internal.message.reply.ReplyHeaders.set;

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
    public void step(FinishedStep finished, StreamProgress progress, Message message) {
        origin(progress, message);
        String key = progress.run() + '/' + finished.position();
        set(message, GeminiInteractionsConstants.STEP_INDEX, finished.index());
        set(message, GeminiInteractionsConstants.STEP_TYPE, finished.step().type());
        set(message, GeminiInteractionsConstants.STEP_KEY, key);
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
        body.write(message);
    }

    /** Writes the delta of a step. */
    public void delta(StreamProgress.Growth growth, StreamProgress progress, Message message) {
        origin(progress, message);
        String key = progress.run() + '/' + growth.position() + '/' + growth.offset();
        set(message, GeminiInteractionsConstants.STEP_INDEX, growth.index());
        set(message, GeminiInteractionsConstants.STEP_KEY, key);
        set(message, GeminiInteractionsConstants.STEP_TYPE, growth.stepType());
        set(message, GeminiInteractionsConstants.DELTA_TYPE, growth.delta().type());
        String text = growth.delta().text();
        if (outputType == OutputType.text && text != null) new Body(text, null).write(message);
        else if (outputType == OutputType.sse)
            new Body(
                            ServerSentEvents.delta(
                                    growth.delta().type(),
                                    text,
                                    progress.event().json()),
                            null)
                    .write(message);
        else event(progress.event(), key, progress).write(message);
    }

    /** Writes one event of the API unchanged. */
    public void event(StreamProgress progress, Message message) {
        origin(progress, message);
        String key = progress.run() + '/' + progress.key();
        set(message, GeminiInteractionsConstants.STEP_KEY, key);
        event(progress.event(), key, progress).write(message);
    }

    private Body event(InteractionEvent event, String key, StreamProgress progress) {
        return switch (outputType) {
            case text, sse -> new Body(event.json(), null);
            case interaction -> new Body(event, null);
            case object -> new Body(InteractionJson.map(event.json()), null);
            case json -> new Body(envelope(progress, key, null, "event", event.json()), "application/json");
        };
    }

    /** Writes the whole answer at the end of a stream. */
    public void completed(StreamProgress progress, Interaction whole, Message message) {
        new ReplyWriter(ReplySettings.unchecked(outputType, beans)).stored(whole, outputClass, message);
        end(progress, whole, message);
    }

    /**
     * Writes the headers that identify the interaction and the end of it.
     *
     * @param progress the last one of the stream; null if the answer was read from the store
     */
    public void end(@Nullable StreamProgress progress, Interaction whole, Message message) {
        if (progress != null) origin(progress, message);
        String run = progress == null ? whole.id() : progress.run();
        set(message, GeminiInteractionsConstants.STEP_KEY, run + "/completed");
    }

    /** Writes the headers that identify the interaction and the event. */
    private static void origin(StreamProgress progress, Message message) {
        set(message, GeminiInteractionsConstants.INTERACTION_ID, progress.interactionId());
        set(message, GeminiInteractionsConstants.EVENT_TYPE, progress.event().type());
        set(message, GeminiInteractionsConstants.EVENT_ID, progress.event().eventId());
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
