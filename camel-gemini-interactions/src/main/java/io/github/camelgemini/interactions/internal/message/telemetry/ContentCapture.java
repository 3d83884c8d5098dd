// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.Step;
import org.jspecify.annotations.Nullable;

/**
 * Prompts and answers as JSON for a span. Texts are cut; of media, only the type is shown; thoughts are left out.
 *
 * <p>Documented: OpenTelemetry semantic conventions for generative AI, gen_ai.input.messages and gen_ai.output.messages, an
 * array of messages with role and parts, November 2026.
 */
final class ContentCapture {

    /** Characters of one text; the rest is cut. Assumed: collectors limit an attribute to 64 KiB or more. */
    static final int LONGEST = 8 * 1024;

    private ContentCapture() {}

    /** Null if there are none. */
    static @Nullable String instructions(InteractionRequest request) {
        String text = request.systemInstruction();
        return text == null ? null : InteractionJson.text(List.of(part("text", "content", text)));
    }

    /** Null if no step is one of a message. */
    static @Nullable String messages(List<Step> steps) {
        List<Map<String, Object>> messages = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.UserInput input) add(messages, "user", parts(input.content()));
            if (step instanceof Step.ModelOutput output) add(messages, "assistant", parts(output.content()));
            if (step instanceof Step.Call call && call.isFunction())
                add(
                        messages,
                        "assistant",
                        List.of(call("tool_call", call.id(), call.name(), "arguments", call.arguments())));
            if (step instanceof Step.Result result && result.isInput())
                add(
                        messages,
                        "tool",
                        List.of(call("tool_call_response", result.callId(), null, "response", result.result())));
        }
        return messages.isEmpty() ? null : InteractionJson.text(messages);
    }

    private static void add(List<Map<String, Object>> messages, String role, List<Map<String, Object>> parts) {
        if (parts.isEmpty()) return;
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("parts", parts);
        messages.add(message);
    }

    private static List<Map<String, Object>> parts(List<Content> contents) {
        List<Map<String, Object>> parts = new ArrayList<>();
        for (Content content : contents) {
            if (content instanceof Content.Text text) parts.add(part("text", "content", text.text()));
            if (content instanceof Content.Media media)
                parts.add(part("blob", "mime_type", media.mimeType() == null ? media.type() : media.mimeType()));
        }
        return parts;
    }

    private static Map<String, Object> part(String type, String member, String value) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", type);
        part.put(member, cut(value));
        return part;
    }

    private static Map<String, Object> call(
            String type, @Nullable String id, @Nullable String name, String member, @Nullable String value) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", type);
        if (id != null) part.put("id", id);
        if (name != null) part.put("name", name);
        if (value != null) part.put(member, cut(value));
        return part;
    }

    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
