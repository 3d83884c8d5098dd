// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.internal.support.header.PeerText;
import io.github.camelgemini.interactions.model.Content;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.Step;
import io.github.camelgemini.interactions.model.Usage;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Writes the headers of an interaction. Headers of an earlier answer are removed; absent values are not set. */
final class ReplyHeaders {

    private static final List<String> ALL = List.of(
            GeminiInteractionsConstants.INTERACTION_ID,
            GeminiInteractionsConstants.STATUS,
            GeminiInteractionsConstants.RESPONSE_MODEL,
            GeminiInteractionsConstants.SERVICE_TIER,
            GeminiInteractionsConstants.INTERACTION_IDS,
            GeminiInteractionsConstants.INPUT_TOKENS,
            GeminiInteractionsConstants.OUTPUT_TOKENS,
            GeminiInteractionsConstants.THOUGHT_TOKENS,
            GeminiInteractionsConstants.CACHED_TOKENS,
            GeminiInteractionsConstants.TOOL_USE_TOKENS,
            GeminiInteractionsConstants.TOTAL_TOKENS,
            GeminiInteractionsConstants.ENVIRONMENT_ID,
            GeminiInteractionsConstants.ANNOTATIONS,
            GeminiInteractionsConstants.REASONING_CONTENT,
            GeminiInteractionsConstants.HTTP_RESPONSE_CODE);

    private ReplyHeaders() {}

    static void clear(Message message) {
        for (String header : ALL) MessageHeaders.remove(message, header);
    }

    static void write(Interaction interaction, Message message) {
        clear(message);
        set(message, GeminiInteractionsConstants.INTERACTION_ID, interaction.id());
        List<String> ids = interaction.continuationIds();
        set(
                message,
                GeminiInteractionsConstants.INTERACTION_IDS,
                ids.isEmpty() ? null : ids.stream().map(PeerText::line).toList());
        set(message, GeminiInteractionsConstants.STATUS, interaction.status().word());
        set(message, GeminiInteractionsConstants.RESPONSE_MODEL, interaction.model());
        String tier = interaction.serviceTier() == null ? null : PeerText.line(interaction.serviceTier());
        set(message, GeminiInteractionsConstants.SERVICE_TIER, tier);
        MessageExchange.of(message).setProperty(GeminiInteractionsConstants.SERVED_TIER_PROPERTY, tier);
        set(message, GeminiInteractionsConstants.ENVIRONMENT_ID, interaction.environmentId());
        Usage usage = interaction.usage();
        if (usage != null) write(usage, message);
        List<Map<String, Object>> annotations = annotations(interaction.output());
        set(message, GeminiInteractionsConstants.ANNOTATIONS, annotations.isEmpty() ? null : annotations);
        String reasoning = reasoning(interaction); // any text, as a body
        if (reasoning != null) MessageHeaders.set(message, GeminiInteractionsConstants.REASONING_CONTENT, reasoning);
    }

    private static void write(Usage usage, Message message) {
        set(message, GeminiInteractionsConstants.INPUT_TOKENS, usage.inputTokens());
        set(message, GeminiInteractionsConstants.OUTPUT_TOKENS, usage.outputTokens());
        set(message, GeminiInteractionsConstants.THOUGHT_TOKENS, usage.thoughtTokens());
        set(message, GeminiInteractionsConstants.CACHED_TOKENS, usage.cachedTokens());
        set(message, GeminiInteractionsConstants.TOOL_USE_TOKENS, usage.toolUseTokens());
        set(message, GeminiInteractionsConstants.TOTAL_TOKENS, usage.totalTokens());
    }

    private static List<Map<String, Object>> annotations(List<Content> output) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Content content : output) {
            if (content instanceof Content.Text text)
                text.annotations().forEach(annotation -> all.add(InteractionJson.map(annotation)));
        }
        return all;
    }

    private static @Nullable String reasoning(Interaction interaction) {
        StringBuilder joined = new StringBuilder();
        for (Step step : interaction.steps()) {
            if (step instanceof Step.Thought thought) joined.append(StepBodies.text(thought.summary()));
        }
        return joined.isEmpty() ? null : joined.toString();
    }

    /** Sets a header unless the value is null. A text is a word of the service, and becomes one line. */
    static void set(Message message, String header, @Nullable Object value) {
        if (value != null)
            MessageHeaders.set(message, header, value instanceof String text ? PeerText.line(text) : value);
    }
}
