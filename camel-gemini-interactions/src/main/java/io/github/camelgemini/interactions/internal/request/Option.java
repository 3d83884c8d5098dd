// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.util.function.Function;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.InteractionRequestException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.jspecify.annotations.Nullable;

/**
 * One option that a message may override: its header wins over the endpoint's value; a blank header is none.
 *
 * @param header name of the header
 * @param type what the header is converted to
 * @param fallback the endpoint's value
 */
record Option<T>(String header, Class<T> type, Function<RequestSettings, @Nullable T> fallback) {

    static final Option<String> MODEL = text(GeminiInteractionsConstants.MODEL, RequestSettings::model);
    static final Option<String> AGENT = text(GeminiInteractionsConstants.AGENT, RequestSettings::agent);
    static final Option<String> INPUT = text(GeminiInteractionsConstants.INPUT, RequestSettings::input);
    static final Option<String> PROMPT = text(GeminiInteractionsConstants.PROMPT, RequestSettings::prompt);
    static final Option<String> SYSTEM_INSTRUCTION =
            text(GeminiInteractionsConstants.SYSTEM_INSTRUCTION, RequestSettings::systemInstruction);
    static final Option<String> TOOLS = text(GeminiInteractionsConstants.TOOLS, RequestSettings::tools);
    static final Option<String> GENERATION_CONFIG =
            text(GeminiInteractionsConstants.GENERATION_CONFIG, RequestSettings::generationConfig);
    static final Option<String> PREVIOUS_INTERACTION_ID =
            text(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, RequestSettings::previousInteractionId);
    static final Option<Boolean> STORE =
            new Option<>(GeminiInteractionsConstants.STORE, Boolean.class, RequestSettings::store);
    static final Option<Boolean> BACKGROUND =
            new Option<>(GeminiInteractionsConstants.BACKGROUND, Boolean.class, RequestSettings::background);
    static final Option<String> IDEMPOTENCY_KEY =
            text(GeminiInteractionsConstants.IDEMPOTENCY_KEY, RequestSettings::idempotencyKey);
    static final Option<String> INTERACTION_ID =
            text(GeminiInteractionsConstants.INTERACTION_ID, RequestSettings::interactionId);

    static final Option<String> TAGS = text(GeminiInteractionsConstants.TAGS, RequestSettings::tags);

    private static Option<String> text(String header, Function<RequestSettings, @Nullable String> fallback) {
        return new Option<>(header, String.class, fallback);
    }

    @Nullable
    T resolve(Message message, RequestSettings settings) {
        T fromHeader = header(message);
        return fromHeader != null ? fromHeader : fallback.apply(settings);
    }

    /** The header's value; null when there is none or it is blank. */
    @Nullable
    T header(Message message) {
        return header(message, header, type);
    }

    static <T> @Nullable T header(Message message, String name, Class<T> type) {
        Object raw = message.getHeader(name);
        if (raw == null || raw instanceof CharSequence text && text.toString().isBlank()) return null;
        try {
            T value = message.getExchange()
                    .getContext()
                    .getTypeConverter()
                    .tryConvertTo(type, message.getExchange(), raw);
            if (value != null) return value;
        } catch (TypeConversionException e) {
            throw unusable(name, type, raw, e);
        }
        throw unusable(name, type, raw, null);
    }

    private static InteractionRequestException unusable(
            String name, Class<?> type, Object raw, @Nullable Throwable cause) {
        return new InteractionRequestException(
                name,
                "The header " + name + " is a " + raw.getClass().getName() + " that cannot be read as "
                        + type.getSimpleName() + ": set a " + type.getSimpleName(),
                cause);
    }
}
