// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.codec.InputJson;
import io.github.camelgemini.interactions.internal.client.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.message.body.OptionErrors;
import io.github.camelgemini.interactions.internal.support.async.Durations;
import io.github.camelgemini.interactions.internal.support.header.MessageExchange;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.internal.support.uri.NumberChecks;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.jspecify.annotations.Nullable;

/**
 * An option that a message may override: its header wins over the endpoint's value, unless the header is blank. A header
 * that is not among {@code allowedHeaders} fails.
 *
 * @param header name of the header
 * @param parser converts the header's value to the option's
 * @param fallback value of the endpoint
 */
public record Option<T>(String header, Parser<T> parser, Function<RequestSettings, @Nullable T> fallback) {

    static final Option<String> MODEL = text(GeminiInteractionsConstants.MODEL, RequestSettings::model);
    static final Option<String> AGENT = text(GeminiInteractionsConstants.AGENT, RequestSettings::agent);
    static final Option<String> INPUT = text(GeminiInteractionsConstants.INPUT, RequestSettings::input);
    static final Option<String> PROMPT = text(GeminiInteractionsConstants.PROMPT, RequestSettings::prompt);
    public static final Option<String> MEDIA_TYPE = text(GeminiInteractionsConstants.MEDIA_TYPE, settings -> null);
    static final Option<String> SYSTEM_INSTRUCTION =
            text(GeminiInteractionsConstants.SYSTEM_INSTRUCTION, settings -> settings.turn()
                    .systemInstruction());
    static final Option<List<String>> TOOLS =
            json(GeminiInteractionsConstants.TOOLS, Tools::declared, settings -> settings.turn()
                    .tools());
    static final Option<List<String>> BUILTIN_TOOLS =
            json(GeminiInteractionsConstants.BUILTIN_TOOLS, Tools::builtin, settings -> settings.turn()
                    .builtinTools());
    static final Option<List<String>> MCP_SERVERS =
            json(GeminiInteractionsConstants.MCP_SERVERS, Tools::serversWithoutHeaders, settings -> settings.turn()
                    .mcpServers());
    static final Option<String> GENERATION_CONFIG =
            json(GeminiInteractionsConstants.GENERATION_CONFIG, JsonShape.OBJECT::json, settings -> null);
    static final Option<String> AGENT_CONFIG =
            json(GeminiInteractionsConstants.AGENT_CONFIG, JsonShape.OBJECT::json, settings -> null);
    static final Option<String> RESPONSE_FORMAT =
            json(GeminiInteractionsConstants.RESPONSE_FORMAT, Option::formatText, settings -> null);
    static final Option<String> PREVIOUS_INTERACTION_ID =
            text(GeminiInteractionsConstants.PREVIOUS_INTERACTION_ID, RequestSettings::previousInteractionId);
    static final Option<Boolean> STORE =
            converted(GeminiInteractionsConstants.STORE, Boolean.class, RequestSettings::store);
    static final Option<Boolean> BACKGROUND =
            converted(GeminiInteractionsConstants.BACKGROUND, Boolean.class, RequestSettings::background);
    static final Option<Map<String, String>> ADDITIONAL_BODY_PROPERTIES = json(
            GeminiInteractionsConstants.ADDITIONAL_BODY_PROPERTIES,
            PassThroughMembers::bodyProperties,
            settings -> null);
    static final Option<Map<?, ?>> ADDITIONAL_HEADERS =
            json(GeminiInteractionsConstants.ADDITIONAL_HEADERS, JsonShape::object, settings -> null);
    static final Option<String> CONVERSATION_ID =
            text(GeminiInteractionsConstants.CONVERSATION_ID, RequestSettings::conversationId);
    static final Option<String> IDEMPOTENCY_KEY =
            text(GeminiInteractionsConstants.IDEMPOTENCY_KEY, RequestSettings::idempotencyKey);
    static final Option<Duration> AWAIT_TIMEOUT =
            new Option<>(GeminiInteractionsConstants.AWAIT_TIMEOUT, Option::time, settings -> null);
    static final Option<String> INTERACTION_ID =
            text(GeminiInteractionsConstants.INTERACTION_ID, RequestSettings::interactionId);
    static final Option<Duration> REQUEST_TIMEOUT =
            new Option<>(GeminiInteractionsConstants.REQUEST_TIMEOUT, Option::time, settings -> null);
    static final Option<String> TAGS = text(GeminiInteractionsConstants.TAGS, RequestSettings::tags);
    public static final Option<String> FUNCTION_CALL_ID =
            text(GeminiInteractionsConstants.FUNCTION_CALL_ID, settings -> null);

    /** Every option that has a header. */
    static List<Option<?>> all() {
        return Stream.<Option<?>>concat(
                        Stream.of(
                                MODEL,
                                AGENT,
                                INPUT,
                                PROMPT,
                                MEDIA_TYPE,
                                SYSTEM_INSTRUCTION,
                                TOOLS,
                                BUILTIN_TOOLS,
                                MCP_SERVERS,
                                GENERATION_CONFIG,
                                AGENT_CONFIG,
                                RESPONSE_FORMAT,
                                PREVIOUS_INTERACTION_ID,
                                STORE,
                                BACKGROUND,
                                ADDITIONAL_BODY_PROPERTIES,
                                ADDITIONAL_HEADERS,
                                CONVERSATION_ID,
                                IDEMPOTENCY_KEY,
                                INTERACTION_ID,
                                REQUEST_TIMEOUT,
                                AWAIT_TIMEOUT,
                                TAGS,
                                FUNCTION_CALL_ID),
                        PassThroughOption.ALL.stream().map(PassThroughOption::option))
                .toList();
    }

    /** The header that overrides an option; null for none. */
    public static @Nullable String headerOf(String name) {
        return all().stream()
                .filter(option -> option.name().equals(name))
                .map(Option::header)
                .findFirst()
                .orElse(null);
    }

    /** Converts the value of a header to the value of its option. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(Option<T> option, Object raw, Message message);
    }

    private static Option<String> text(String header, Function<RequestSettings, @Nullable String> fallback) {
        return converted(header, String.class, fallback);
    }

    private static <T> Option<T> converted(
            String header, Class<T> type, Function<RequestSettings, @Nullable T> fallback) {
        return new Option<>(header, (option, raw, message) -> converted(header, type, raw, message), fallback);
    }

    /** @param reader gets a Map, Collection, JSON tree or text; throws IllegalArgumentException for an invalid one */
    static <T> Option<T> json(
            String header, Function<Object, T> reader, Function<RequestSettings, @Nullable T> fallback) {
        return new Option<>(
                header,
                (option, raw, message) ->
                        OptionErrors.json(option.name(), () -> reader.apply(structure(header, raw, message))),
                fallback);
    }

    private static Object structure(String header, Object raw, Message message) {
        boolean isStructure = raw instanceof Map || raw instanceof Collection || InputJson.isTree(raw);
        return isStructure ? raw : converted(header, String.class, raw, message);
    }

    /** A schema or a format object as text; checked by {@link OutputFormat}. */
    private static String formatText(Object value) {
        return value instanceof CharSequence text ? text.toString() : InteractionJson.text(value);
    }

    private static Duration time(Option<Duration> option, Object raw, Message message) {
        BigInteger millis = NumberChecks.number(converted(option.header(), String.class, raw, message));
        if (millis == null || millis.signum() <= 0 || millis.bitLength() >= Long.SIZE)
            throw new InteractionRequestException(
                    option.header(),
                    "The header " + option.header()
                            + " is not a duration longer than zero: write it as 30s, 5m or in milliseconds");
        return Durations.ofMillis(millis.longValue());
    }

    /** Name of the option in URIs. */
    String name() {
        String pascal = header.substring(GeminiInteractionsConstants.PREFIX.length());
        return Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
    }

    @Nullable
    public T resolve(Message message, RequestSettings settings) {
        T fromHeader = header(message, settings);
        return fromHeader != null ? fromHeader : fallback.apply(settings);
    }

    /**
     * The header's value; null if it is absent or blank. Its name is compared without case.
     *
     * @throws InteractionRequestException if the header is not allowed, is there in several spellings, or cannot be converted
     */
    @Nullable
    public T header(Message message, RequestSettings settings) {
        return header(message, settings.allowedHeaders());
    }

    @Nullable
    public T header(Message message, AllowedHeaders allowed) {
        Object raw = MessageHeaders.get(message, header);
        if (raw == null || isServedTier(raw, message)) return null;
        allowed.check(this);
        return parser.parse(this, raw, message);
    }

    /** The tier that served the last answer is in the same header as the tier to use, but must not become one. */
    @SuppressWarnings("ReferenceEquality") // the same word, set by the route, is another object
    private boolean isServedTier(Object raw, Message message) {
        return header.equals(GeminiInteractionsConstants.SERVICE_TIER)
                && raw == MessageExchange.of(message).getProperty(GeminiInteractionsConstants.SERVED_TIER_PROPERTY);
    }

    private static <T> T converted(String name, Class<T> type, Object raw, Message message) {
        try {
            T value = MessageExchange.of(message)
                    .getContext()
                    .getTypeConverter()
                    .tryConvertTo(type, MessageExchange.of(message), raw);
            if (value != null) return value;
        } catch (TypeConversionException e) {
            throw inconvertible(name, type, raw, e);
        }
        throw inconvertible(name, type, raw, null);
    }

    private static InteractionRequestException inconvertible(
            String name, Class<?> type, Object raw, @Nullable Throwable cause) {
        return new InteractionRequestException(
                name,
                "The header " + name + " is a " + raw.getClass().getName() + " that cannot be converted to "
                        + type.getSimpleName() + ": set a " + type.getSimpleName(),
                cause);
    }
}
