// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.camelgemini.interactions.GeminiInteractionsConstants;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.client.observation.CallObservation;
import io.github.camelgemini.interactions.internal.client.transport.ExtraHeaders;
import io.github.camelgemini.interactions.internal.message.body.InputReader;
import io.github.camelgemini.interactions.internal.message.body.ResultReader;
import io.github.camelgemini.interactions.internal.support.header.MessageHeaders;
import io.github.camelgemini.interactions.internal.support.uri.Words;
import io.github.camelgemini.interactions.model.InteractionRequest;
import io.github.camelgemini.interactions.model.PendingApproval;
import io.github.camelgemini.interactions.model.Step;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Reads a request from a message: its headers override the endpoint's settings, its body is the input. Any thread. */
public final class RequestReader {

    /** Models without the Interactions API. Documented: docs/api.adoc 10.1, "do not support interactions". */
    private static final Pattern LEGACY_MODEL = Pattern.compile("(?:.*/)?gemini-(?:1\\.|2\\.0-).*");

    /** Headers that must not act on the next request of the exchange. */
    private static final List<String> SINGLE_USE = List.of(
            GeminiInteractionsConstants.INPUT,
            GeminiInteractionsConstants.PROMPT,
            GeminiInteractionsConstants.MEDIA_TYPE,
            GeminiInteractionsConstants.CONTINUATION_TOKEN,
            GeminiInteractionsConstants.IDEMPOTENCY_KEY);

    private final RequestSettings settings;
    private final boolean approving;
    private final boolean streaming;
    private final List<String> needStored;
    private final InputReader inputs;
    private final ResultReader results;

    /**
     * @param approving true if the body is a round of calls with a person's decisions; else no body is
     * @param streaming true if requests are answered with a stream
     * @param needStored names of the endpoint's options that need a stored interaction
     */
    public RequestReader(RequestSettings settings, boolean approving, boolean streaming, List<String> needStored) {
        this.settings = settings;
        this.approving = approving;
        this.streaming = streaming;
        this.needStored = List.copyOf(needStored);
        Function<Message, @Nullable String> mediaType = message -> Option.MEDIA_TYPE.header(message, settings);
        this.inputs = new InputReader(
                settings.maxInlineSize(), mediaType, settings.format().beans());
        this.results = new ResultReader(
                settings.maxInlineSize(), mediaType, settings.format().beans());
    }

    /**
     * Reads a request to create an interaction, and removes the headers that only this request may use.
     *
     * @throws InteractionRequestException if the message contains something that cannot be sent
     */
    public ReadRequest read(Message message) {
        PendingApproval decided = approving ? ApprovalReader.read(message, settings) : null;
        OutputFormat format = OutputFormat.read(message, settings);
        InteractionRequest request = decided == null
                ? request(message, target(message), format, input(message))
                : continued(decided, message, format);
        if (decided != null && request.responseFormat() != null) format = format.sentAs(request.responseFormat());
        String conversationId = readConversationId(message);
        checkStored(request.store(), request.background(), needStored);
        if (conversationId != null) checkStored(request.store(), null, List.of("conversationId"));
        List<String> tags = Words.in(Option.TAGS.resolve(message, settings));
        if (decided != null && tags.isEmpty()) tags = decided.tags();
        if (decided != null && tags.isEmpty()) checkNothingRuns(decided);
        ReadRequest read = new ReadRequest(
                request,
                format.outputClass(),
                format.schema(),
                timeout(message),
                headers(message),
                conversationId,
                tags,
                decided,
                Option.IDEMPOTENCY_KEY.resolve(message, settings),
                CallObservation.NONE);
        for (String used : SINGLE_USE) MessageHeaders.remove(message, used);
        ResultReader.forget(message);
        return read;
    }

    /** The request that sends the results of the calls that were decided. It continues their interaction, and no other. */
    private InteractionRequest continued(PendingApproval decided, Message message, OutputFormat format) {
        Target target = decided.request() == null ? target(message) : targetOrNone(message);
        return ApprovalReader.continued(decided, request(message, target, format, List.of()));
    }

    private static void checkNothingRuns(PendingApproval decided) {
        if (decided.decisions().values().stream().noneMatch("approve"::equals)) return;
        throw new InteractionRequestException(
                "tags",
                "A call is approved, but no function can be run: set the option tags at gemini-interactions:approve to the"
                        + " tags of the functions that waited");
    }

    private InteractionRequest request(Message message, Target target, OutputFormat format, List<Step> input) {
        return new InteractionRequest(
                target.model(),
                target.agent(),
                input,
                Option.SYSTEM_INSTRUCTION.resolve(message, settings),
                tools(message),
                settings.turn().generationConfig().overriddenBy(Option.GENERATION_CONFIG.header(message, settings)),
                format.responseFormat(),
                approving ? null : Option.PREVIOUS_INTERACTION_ID.resolve(message, settings),
                approving ? null : Option.STORE.resolve(message, settings),
                approving ? null : Option.BACKGROUND.resolve(message, settings),
                streaming,
                additionalMembers(message));
    }

    /** Reads the id of the interaction that an operation is about: from the header, the option, or the body. */
    public String readId(Message message) {
        String id = Option.INTERACTION_ID.resolve(message, settings);
        if (id == null) id = InteractionIds.inBody(message);
        if (id != null) return InteractionIds.checked(id);
        throw new InteractionRequestException(
                "interactionId",
                "There is no interaction id: set the header " + GeminiInteractionsConstants.INTERACTION_ID
                        + ", the option interactionId, or a body that is the id or has a member id or interaction_id");
    }

    /** Reads the key of the conversation; null for none. */
    public @Nullable String readConversationId(Message message) {
        String id = Option.CONVERSATION_ID.resolve(message, settings);
        return id == null || id.isBlank() ? null : id;
    }

    /** Longest time for the whole answer, from the header; null if there is none. */
    public @Nullable Duration timeout(Message message) {
        return Option.REQUEST_TIMEOUT.header(message, settings);
    }

    /** Longest time to await a run, from the header; null if there is none. */
    public @Nullable Duration awaitTimeout(Message message) {
        return Option.AWAIT_TIMEOUT.header(message, settings);
    }

    /**
     * HTTP headers of every request that this message causes. Null values are left out.
     *
     * @throws InteractionRequestException for a header that a message must not set
     */
    public Map<String, String> headers(Message message) {
        Map<?, ?> values = Option.ADDITIONAL_HEADERS.header(message, settings);
        Map<String, String> headers = new LinkedHashMap<>();
        if (values != null)
            values.forEach((name, value) -> {
                if (value != null) headers.put(String.valueOf(name), value.toString());
            });
        return ExtraHeaders.ofMessage(headers, settings.secretHeaders());
    }

    /**
     * Refuses options that would be useless, or would lose a paid answer, because the service stores nothing.
     *
     * @param needStored names of options that need a stored interaction
     */
    public static void checkStored(@Nullable Boolean store, @Nullable Boolean background, List<String> needStored) {
        if (!Boolean.FALSE.equals(store)) return;
        String option =
                Boolean.TRUE.equals(background) ? "background" : needStored.isEmpty() ? null : needStored.get(0);
        if (option == null) return;
        throw new InteractionRequestException(
                option, "The option " + option + " needs a stored interaction: leave out store=false, or " + option);
    }

    private Target target(Message message) {
        Target target = targetOrNone(message);
        if (target.isEmpty())
            throw new InteractionRequestException(
                    "model",
                    "Neither model nor agent is set: set the option model or agent, or the header "
                            + GeminiInteractionsConstants.MODEL + " or " + GeminiInteractionsConstants.AGENT);
        return target;
    }

    private Target targetOrNone(Message message) {
        Target target = new Target(Option.MODEL.header(message, settings), Option.AGENT.header(message, settings));
        if (target.isEmpty()) target = new Target(settings.model(), settings.agent());
        checkTarget(target.model(), target.agent());
        return target;
    }

    /** Refuses a target that cannot be sent: both a model and an agent, or a model without the Interactions API. */
    public static void checkTarget(@Nullable String model, @Nullable String agent) {
        if (model != null && agent != null)
            throw new InteractionRequestException(
                    "model", "Both model and agent are set: a request goes to one of them, remove the other");
        if (model != null && LEGACY_MODEL.matcher(model).matches())
            throw new InteractionRequestException(
                    "model",
                    "The model " + model + " does not support interactions: use gemini-2.5-flash, gemini-2.5-pro,"
                            + " gemini-3.1-pro-preview, gemini-3.5-flash or a newer one");
    }

    /** Nothing if the request continues a stored answer: the service has the input of its first part. */
    private List<Step> input(Message message) {
        if (Option.PREVIOUS_INTERACTION_ID.resolve(message, settings) != null
                && PassThroughOption.of(message, settings).containsKey(InteractionRequest.CONTINUATION_TOKEN))
            return List.of();
        String prompt = Option.PROMPT.resolve(message, settings);
        String input = Option.INPUT.resolve(message, settings);
        if (input == null) {
            String previous = Option.PREVIOUS_INTERACTION_ID.resolve(message, settings);
            Step result = results.byHand(
                    message,
                    named -> Option.FUNCTION_CALL_ID.header(named, settings.allowedHeaders()),
                    previous != null ? previous : readConversationId(message));
            return result != null ? List.of(result) : inputs.read(message, prompt);
        }
        if (prompt != null)
            throw new InteractionRequestException(
                    "prompt",
                    "Both input and prompt are set: prompt is placed before a body, and input replaces the body;"
                            + " remove one of them");
        return InputReader.text(input);
    }

    private List<String> tools(Message message) {
        List<String> all = new ArrayList<>();
        for (Option<List<String>> option : List.of(Option.TOOLS, Option.BUILTIN_TOOLS, Option.MCP_SERVERS)) {
            List<String> tools = option.resolve(message, settings);
            if (tools != null) all.addAll(tools);
        }
        return all;
    }

    private Map<String, String> additionalMembers(Message message) {
        Map<String, String> members = new LinkedHashMap<>();
        String agentConfig = settings.turn().agentConfig().overriddenBy(Option.AGENT_CONFIG.header(message, settings));
        if (agentConfig != null) members.put("agent_config", agentConfig);
        members.putAll(PassThroughOption.of(message, settings));
        if (approving) members.remove(InteractionRequest.CONTINUATION_TOKEN); // of another answer
        members.putAll(settings.passThrough().bodyProperties());
        Map<String, String> properties = Option.ADDITIONAL_BODY_PROPERTIES.header(message, settings);
        if (properties != null) members.putAll(properties);
        return members;
    }

    private record Target(@Nullable String model, @Nullable String agent) {
        boolean isEmpty() {
            return model == null && agent == null;
        }
    }
}
