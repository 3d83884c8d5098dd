// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.InteractionRequestException;
import io.github.camelgemini.interactions.internal.codec.InteractionJson;
import io.github.camelgemini.interactions.internal.codec.RequestJson;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.ParkedRound;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Message;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** Reads a message as a request: its headers over the endpoint's settings, its body as the input. */
public final class RequestReader {

    /** Models before interactions. Documented: reference 10.1, "do not support interactions". */
    private static final Pattern LEGACY_MODEL = Pattern.compile("(?:.*/)?gemini-(?:1\\.|2\\.0-).*");

    private final RequestSettings settings;
    private final InputReader inputs;
    private final ResultReader results;

    public RequestReader(RequestSettings settings) {
        this.settings = settings;
        this.inputs = new InputReader(settings.maxInlineSize());
        this.results = new ResultReader(settings.maxInlineSize());
    }

    /**
     * Reads a request to create an interaction, and removes the headers that belong to this message alone.
     *
     * @throws InteractionRequestException when the message asks for something that cannot be sent
     */
    public ReadRequest read(Message message) {
        ParkedRound decided = Decisions.in(message, settings);
        OutputFormat format = OutputFormat.read(message, settings);
        InteractionRequest request =
                decided == null ? request(message, format, input(message)) : resumed(decided, message, format);
        if (decided != null && request.responseFormat() != null)
            format = format.sentAs(
                    request.responseFormat(), message.getExchange().getContext());
        if (request.isStateless() && Boolean.TRUE.equals(request.background()))
            throw new InteractionRequestException(
                    "background", "background=true needs a stored interaction: leave out store=false");
        Duration timeout = timeout(message);
        List<String> tags = tags(message);
        String idempotencyKey = Option.IDEMPOTENCY_KEY.resolve(message, settings);
        for (String used : List.of(
                GeminiInteractionsConstants.INPUT,
                GeminiInteractionsConstants.PROMPT,
                GeminiInteractionsConstants.MEDIA_TYPE,
                GeminiInteractionsConstants.IDEMPOTENCY_KEY)) message.removeHeader(used);
        ResultReader.forget(message);
        return new ReadRequest(
                request,
                format.outputClass(),
                format.schema(),
                timeout,
                tags.isEmpty() && decided != null ? decided.tags() : tags,
                decided,
                idempotencyKey);
    }

    private List<String> tags(Message message) {
        String tags = Option.TAGS.resolve(message, settings);
        if (tags == null) return List.of();
        return Arrays.stream(tags.split(","))
                .map(String::trim)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    /** The request that was asked when the round began to wait, as far as it was kept; else what is asked for here. */
    private InteractionRequest resumed(ParkedRound decided, Message message, OutputFormat format) {
        InteractionRequest kept = decided.request();
        if (kept == null) return request(message, format, List.of()).withInput(List.of(), decided.interactionId());
        checkTarget(kept.model(), kept.agent());
        String previous = decided.interactionId() != null ? decided.interactionId() : kept.previousInteractionId();
        return kept.withInput(kept.input(), previous).withStream(settings.streaming());
    }

    private InteractionRequest request(Message message, OutputFormat format, List<Step> input) {
        Target target = target(message);
        return new InteractionRequest(
                target.model(),
                target.agent(),
                input,
                Option.SYSTEM_INSTRUCTION.resolve(message, settings),
                tools(message),
                generationConfig(message),
                format.responseFormat(),
                Option.PREVIOUS_INTERACTION_ID.resolve(message, settings),
                Option.STORE.resolve(message, settings),
                Option.BACKGROUND.resolve(message, settings),
                settings.streaming(),
                Map.of());
    }

    /** Reads which interaction a message is about: header, option, or the body. */
    public String readId(Message message) {
        String id = Option.INTERACTION_ID.resolve(message, settings);
        if (id == null) id = InteractionIds.inBody(message);
        if (id != null) return InteractionIds.checked(id);
        throw new InteractionRequestException(
                "interactionId",
                "No interaction: set the header " + GeminiInteractionsConstants.INTERACTION_ID
                        + ", the option interactionId, or a body that is the id or has a member id or interaction_id");
    }

    /** The header that limits the whole answer's time; null when there is none. */
    public @Nullable Duration timeout(Message message) {
        return duration(message, GeminiInteractionsConstants.REQUEST_TIMEOUT);
    }

    /** The header that says how long a run is waited for; null when there is none. */
    public @Nullable Duration awaitTimeout(Message message) {
        return duration(message, GeminiInteractionsConstants.AWAIT_TIMEOUT);
    }

    private static @Nullable Duration duration(Message message, String name) {
        String text = Option.header(message, name, String.class);
        if (text == null) return null;
        try {
            long millis = TimeUtils.toMilliSeconds(text);
            if (millis <= 0) throw new IllegalArgumentException("not longer than zero");
            return Duration.ofMillis(millis);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // Camel's reader of durations throws either
            throw new InteractionRequestException(
                    name,
                    "The header " + name + " is no duration longer than zero: write it as 30s, 5m or in milliseconds",
                    e);
        }
    }

    private Target target(Message message) {
        Target target = new Target(Option.MODEL.header(message), Option.AGENT.header(message));
        if (target.isEmpty()) target = new Target(settings.model(), settings.agent());
        if (target.isEmpty())
            throw new InteractionRequestException(
                    "model",
                    "Neither model nor agent is set: set the option model or agent, or the header "
                            + GeminiInteractionsConstants.MODEL + " or " + GeminiInteractionsConstants.AGENT);
        checkTarget(target.model(), target.agent());
        return target;
    }

    /** Fails for a choice that cannot be sent: both a model and an agent, or a model that came before interactions. */
    public static void checkTarget(@Nullable String model, @Nullable String agent) {
        if (model != null && agent != null)
            throw new InteractionRequestException(
                    "model", "Both model and agent are set: a request goes to one of them, remove the other");
        if (model != null && LEGACY_MODEL.matcher(model).matches())
            throw new InteractionRequestException(
                    "model",
                    "The model " + model + " cannot do interactions: use gemini-2.5-flash, gemini-2.5-pro,"
                            + " gemini-3.1-pro-preview, gemini-3.5-flash or a newer one");
    }

    private List<Step> input(Message message) {
        String prompt = Option.PROMPT.resolve(message, settings);
        String input = Option.INPUT.resolve(message, settings);
        if (input == null) {
            Step result = results.byHand(message, Option.PREVIOUS_INTERACTION_ID.resolve(message, settings));
            return result != null ? List.of(result) : inputs.read(message, prompt);
        }
        if (prompt != null)
            throw new InteractionRequestException(
                    "prompt",
                    "Both input and prompt are set: prompt stands before a body, and input replaces the body;"
                            + " remove one of them");
        return InputReader.text(input);
    }

    private List<String> tools(Message message) {
        String json = Option.TOOLS.resolve(message, settings);
        if (json == null) return List.of();
        return Named.json("tools", () -> {
            Object value = InteractionJson.value(json);
            List<?> tools = value instanceof Map ? List.of(value) : value instanceof List<?> list ? list : null;
            if (tools == null || !tools.stream().allMatch(Map.class::isInstance))
                throw new IllegalArgumentException("it is neither a JSON object nor an array of objects");
            return tools.stream().map(InteractionJson::text).toList();
        });
    }

    private @Nullable String generationConfig(Message message) {
        String json = Option.GENERATION_CONFIG.resolve(message, settings);
        Map<String, Object> fields = settings.generationConfigFields();
        if (json == null && fields.isEmpty()) return null;
        return Named.json("generationConfig", () -> RequestJson.merge(json, fields));
    }

    private record Target(@Nullable String model, @Nullable String agent) {
        boolean isEmpty() {
            return model == null && agent == null;
        }
    }
}
