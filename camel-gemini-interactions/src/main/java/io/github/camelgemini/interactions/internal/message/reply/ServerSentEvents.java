// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Usage;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Events of {@code text/event-stream} for {@code outputType=sse}. The data of each is one JSON object on one line.
 */
public final class ServerSentEvents {

    /** A comment, which a client ignores. */
    public static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private ServerSentEvents() {}

    /** Data of a delta: its text, or the event of the API if it has none. */
    static String delta(String type, @Nullable String text, String event) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", InteractionJson.text(type));
        if (text != null) members.put("text", InteractionJson.text(text));
        else members.put("event", event);
        return InteractionJson.object(members);
    }

    /** Data of a finished step: its text, or the step of the API if it is something else. */
    static String step(String type, Object body, String step) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("type", InteractionJson.text(type));
        boolean isText = body instanceof String && (type.equals("model_output") || type.equals("thought"));
        members.put(isText ? "text" : "step", isText ? InteractionJson.text(body) : step);
        return InteractionJson.object(members);
    }

    /** Data of the end: id, status, tokens, and the text of the whole answer. */
    static String completed(Interaction whole) {
        Map<String, String> members = new LinkedHashMap<>();
        if (whole.id() != null) members.put("interaction_id", InteractionJson.text(whole.id()));
        members.put("status", InteractionJson.text(whole.status().word()));
        members.put("text", InteractionJson.text(StepBodies.text(whole.output())));
        Usage usage = whole.usage();
        if (usage != null) members.put("usage", usage(usage));
        return InteractionJson.object(members);
    }

    private static String usage(Usage usage) {
        Map<String, Object> counts = new LinkedHashMap<>();
        put(counts, "input_tokens", usage.inputTokens());
        put(counts, "output_tokens", usage.outputTokens());
        put(counts, "thought_tokens", usage.thoughtTokens());
        put(counts, "total_tokens", usage.totalTokens());
        return InteractionJson.text(counts);
    }

    private static void put(Map<String, Object> counts, String name, @Nullable Long count) {
        if (count != null) counts.put(name, count);
    }

    /** The event of a part that {@link EmissionWriter} or {@link ReplyWriter} wrote with {@code outputType=sse}. */
    public static byte[] of(Message part) {
        String name = "completed";
        if (MessageHeaders.get(part, GeminiInteractionsConstants.DELTA_TYPE) != null) name = "delta";
        else if (MessageHeaders.get(part, GeminiInteractionsConstants.STEP_TYPE) != null) name = "step";
        return event(
                name,
                (String) MessageHeaders.get(part, GeminiInteractionsConstants.STEP_KEY),
                String.valueOf(part.getBody()));
    }

    /** The event of a failure: what kind of failure it is, without its text, which may quote content. */
    public static byte[] error(Throwable failure, @Nullable String interactionId) {
        FailureProperties known = FailureProperties.of(failure);
        Map<String, Object> members = new LinkedHashMap<>();
        if (interactionId != null) members.put("interaction_id", interactionId);
        members.put("category", known == null ? "UNKNOWN" : known.category());
        members.put("reason", known == null ? "unknown" : known.reason());
        if (known != null && known.retryAfter() != null)
            members.put("retry_after_ms", Durations.millis(known.retryAfter()));
        return event("error", null, InteractionJson.text(members));
    }

    private static byte[] event(String name, @Nullable String id, String json) {
        // An id is text of the service: one with a line break would be a field of its own, one with NUL is ignored.
        boolean isSafe = id != null && id.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0);
        // JSON of the service may have line breaks between its members; within a string there is none.
        String line = json.replace('\r', ' ').replace('\n', ' ');
        return ("event: " + name + "\n" + (isSafe ? "id: " + id + "\n" : "") + "data: " + line + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
