// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.github.camelgemini.interactions.GeminiInteractionsConfiguration.PrefixedOption;
import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.internal.message.emit.EmitKind;
import io.github.camelgemini.interactions.option.Continuation;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.OutputType;

/**
 * Table of the roles that use each option, and of what it needs: one row per group of options with the same rules. An option
 * that would change nothing is an error.
 *
 * @param given names of the options in the URI
 * @param form options of the URI over those of the component; a copy, so that it does not change
 */
record OptionRules(Set<String> given, GeminiInteractionsConfiguration form) {

    /** What an endpoint is used as: an operation as producer or consumer. */
    enum Role {
        CREATE(GeminiInteractionsOperation.create, "a producer without streaming=true"),
        CREATE_TO_CHANNEL(GeminiInteractionsOperation.create, "a producer that streams to a channel"),
        CREATE_AS_BODY(GeminiInteractionsOperation.create, "a producer that streams without a channel"),
        APPROVE(GeminiInteractionsOperation.approve, "a producer without streaming=true"),
        APPROVE_TO_CHANNEL(GeminiInteractionsOperation.approve, "a producer that streams to a channel"),
        APPROVE_AS_BODY(GeminiInteractionsOperation.approve, "a producer that streams without a channel"),
        GET(GeminiInteractionsOperation.get, "a producer"),
        CANCEL(GeminiInteractionsOperation.cancel, "a producer"),
        DELETE(GeminiInteractionsOperation.delete, "a producer"),
        AWAIT(GeminiInteractionsOperation.await, "a producer"),
        RESUME_TO_CHANNEL(GeminiInteractionsOperation.resume, "a producer that streams to a channel"),
        RESUME_AS_BODY(GeminiInteractionsOperation.resume, "a producer that streams without a channel"),
        FROM_CREATE(GeminiInteractionsOperation.create, "a consumer"),
        FROM_RESUME(GeminiInteractionsOperation.resume, "a consumer"),
        FROM_AWAIT(GeminiInteractionsOperation.await, "a consumer"),
        FROM_STREAM(GeminiInteractionsOperation.stream, "a consumer");

        private final GeminiInteractionsOperation operation;
        private final String description;

        Role(GeminiInteractionsOperation operation, String description) {
            this.operation = operation;
            this.description = description;
        }

        GeminiInteractionsOperation operation() {
            return operation;
        }

        /** Whether its requests are answered with a stream of events. */
        boolean isStreaming() {
            return STREAMING.contains(this);
        }
    }

    private static final Set<Role> PRODUCERS =
            EnumSet.complementOf(EnumSet.of(Role.FROM_CREATE, Role.FROM_RESUME, Role.FROM_AWAIT, Role.FROM_STREAM));
    private static final Set<Role> CALLING = EnumSet.complementOf(EnumSet.of(Role.FROM_STREAM));
    private static final Set<Role> TO_CREATE = EnumSet.of(Role.CREATE, Role.CREATE_TO_CHANNEL, Role.CREATE_AS_BODY);
    private static final EnumSet<Role> ANY_CREATE = with(TO_CREATE, Role.FROM_CREATE);
    private static final EnumSet<Role> TO_APPROVE =
            EnumSet.of(Role.APPROVE, Role.APPROVE_TO_CHANNEL, Role.APPROVE_AS_BODY);
    /** Sends turns of a message: a new one, or the results of calls. */
    private static final EnumSet<Role> TO_ANSWER = with(TO_CREATE, TO_APPROVE);

    private static final EnumSet<Role> ANY_TURN = with(ANY_CREATE, TO_APPROVE);
    private static final Set<Role> TO_RESUME = EnumSet.of(Role.RESUME_TO_CHANNEL, Role.RESUME_AS_BODY);
    private static final Set<Role> TO_CHANNEL =
            EnumSet.of(Role.CREATE_TO_CHANNEL, Role.APPROVE_TO_CHANNEL, Role.RESUME_TO_CHANNEL);
    private static final Set<Role> AS_BODY = EnumSet.of(Role.CREATE_AS_BODY, Role.APPROVE_AS_BODY, Role.RESUME_AS_BODY);
    /** Its answer has all that a decision about its calls needs, so an approval is not among them. */
    private static final Set<Role> MAY_IGNORE = EnumSet.of(Role.CREATE_TO_CHANNEL, Role.RESUME_TO_CHANNEL);

    private static final Set<Role> FROM_RUN = EnumSet.of(Role.FROM_CREATE, Role.FROM_RESUME);
    private static final Set<Role> STREAMING = with(with(TO_CHANNEL, AS_BODY), FROM_RUN);
    private static final Set<Role> EMITTING = with(with(AS_BODY, FROM_RUN), Role.FROM_STREAM);
    private static final Set<Role> WAITING = EnumSet.of(Role.CREATE, Role.APPROVE, Role.AWAIT, Role.FROM_AWAIT);
    private static final Set<Role> CANCELLING = with(STREAMING, EnumSet.of(Role.CREATE, Role.APPROVE, Role.AWAIT));
    private static final Set<Role> PROPAGATING =
            with(TO_ANSWER, EnumSet.of(Role.RESUME_AS_BODY, Role.FROM_AWAIT, Role.FROM_STREAM));
    private static final Set<Role> ANSWERING = with(with(TO_ANSWER, TO_RESUME), Role.AWAIT);

    private static final Need AWAITED = new Need(
            EnumSet.of(Role.CREATE),
            form -> form.isAwaitCompletion() || form.getIdempotencyRepository() != null,
            "awaitCompletion=true or idempotencyRepository");
    /** A turn of a conversation awaits the run of the turn before it. */
    private static final Need POLLING = new Need(
            EnumSet.of(Role.CREATE),
            form -> AWAITED.isMet().test(form)
                    || form.getConversationId() != null
                    || form.getConversationRepository() != null,
            AWAITED.what() + ", conversationId or conversationRepository");

    /** The interaction of a key may be a run that has not ended. */
    private static final Need KEYED = new Need(
            EnumSet.of(Role.APPROVE), form -> form.getIdempotencyRepository() != null, "idempotencyRepository");

    private static final Need ANSWER =
            new Need(MAY_IGNORE, form -> !form.isIgnoreResponseBody(), "ignoreResponseBody=false");
    private static final Need CURSOR = new Need(form -> form.getCursorRepository() != null, "cursorRepository");
    private static final Need KEYS = new Need(form -> form.getIdempotencyRepository() != null, "idempotencyRepository");

    private static final List<Row> ROWS = List.of(
            // Address, credentials and connection.
            row(
                    CALLING,
                    "apiKey enterprise projectId location serviceAccountKey credentials quotaProjectId baseUrl "
                            + "apiVersion apiRevision allowInsecureBaseUrl connectTimeout maxRetries maxRetryAfter "
                            + "sslContextParameters "
                            + "proxyHost proxyPort proxyAuthUsername proxyAuthPassword additionalHeaders secretHeaders"),
            row(
                    with(
                            STREAMING, // bounds each read of the stored interaction
                            EnumSet.of(
                                    Role.CREATE,
                                    Role.APPROVE,
                                    Role.GET,
                                    Role.CANCEL,
                                    Role.DELETE,
                                    Role.AWAIT,
                                    Role.FROM_AWAIT)),
                    "requestTimeout maxResponseSize"),
            row(STREAMING, "streamingReadTimeout streamTimeout maxEventSize maxResumeAttempts"),
            // Members of the request.
            row(
                    ANY_TURN,
                    "model agent systemInstruction tools generationConfig generationConfigFields "
                            + "agentConfig agentConfigFields builtinTools mcpServers environment serviceTier "
                            + "responseModalities safetySettings labels webhookConfig additionalBodyProperties "
                            + "responseFormat continuation"),
            row(ANY_CREATE, "input previousInteractionId continuationToken store background"),
            row(
                    ANY_TURN,
                    "maxContinuations",
                    new Need(form -> form.getContinuation() == Continuation.auto, "continuation=auto")),
            row(TO_CREATE, "prompt"),
            row(TO_ANSWER, "maxInlineSize streaming"),
            row(
                    with(TO_RESUME, EnumSet.of(Role.GET, Role.CANCEL, Role.DELETE, Role.AWAIT, Role.FROM_RESUME)),
                    "interactionId"),
            row(PRODUCERS, "allowedHeaders lazyStartProducer obeyRetryAfter"),
            // Output to the route.
            row(EnumSet.complementOf(EnumSet.of(Role.DELETE)), "outputType", ANSWER),
            row(
                    EnumSet.complementOf(EnumSet.of(Role.DELETE)),
                    "outputClass",
                    new Need(EnumSet.of(Role.RESUME_TO_CHANNEL), ANSWER.isMet(), ANSWER.what()),
                    // in a create the class is also the schema
                    new Need(
                            EnumSet.complementOf(ANY_TURN),
                            form -> form.getOutputType() == OutputType.object,
                            "outputType=object"),
                    new Need(
                            EnumSet.of(Role.FROM_RESUME, Role.FROM_STREAM),
                            form -> EmitKind.parse(form.getEmit()).contains(EmitKind.COMPLETED),
                            "completed in the option emit")),
            row(TO_ANSWER, "validateOutput"),
            row(EnumSet.of(Role.CREATE, Role.APPROVE), "outputRepairAttempts"),
            row(
                    with(ANSWERING, FROM_RUN),
                    "allowEmptyOutput",
                    ANSWER,
                    new Need(
                            FROM_RUN,
                            form -> EmitKind.parse(form.getEmit()).contains(EmitKind.COMPLETED),
                            "completed in the option emit")),
            row(with(ANSWERING, FROM_RUN), "failOnIncomplete"),
            row(with(with(ANSWERING, FROM_RUN), Role.FROM_AWAIT), "captureMessageContent"),
            row(with(CANCELLING, Role.FROM_AWAIT), "progressInterval"),
            row(with(ANSWERING, EnumSet.of(Role.GET, Role.CANCEL)), "storeFullResponse"),
            row(with(with(TO_CHANNEL, AS_BODY), Role.FROM_STREAM), "channel"),
            row(TO_CHANNEL, "channelTimeout"),
            row(MAY_IGNORE, "ignoreResponseBody"),
            row(EMITTING, "emit"),
            row(
                    EMITTING,
                    "stepTypes",
                    new Need(
                            form -> !Collections.disjoint(
                                    EmitKind.parse(form.getEmit()), EnumSet.of(EmitKind.STEPS, EmitKind.DELTAS)),
                            "steps or deltas in the option emit")),
            row(with(FROM_RUN, Role.FROM_STREAM), "onStepFailure"),
            row(with(TO_CHANNEL, FROM_RUN), "cursorRepository"),
            row(with(TO_CHANNEL, FROM_RUN), "cursorInterval", CURSOR),
            row(EnumSet.of(Role.FROM_CREATE), "runKey", CURSOR),
            row(with(FROM_RUN, Role.FROM_AWAIT), "restartDelay bridgeErrorHandler exceptionHandler"),
            row(PROPAGATING, "copyHeaders"),
            row(
                    PROPAGATING,
                    "headerFilterStrategy",
                    new Need(GeminiInteractionsConfiguration::isCopyHeaders, "copyHeaders=true")),
            // Background runs.
            row(EnumSet.of(Role.CREATE), "awaitCompletion"),
            row(WAITING, "pollInterval maxPollInterval", POLLING, KEYED),
            row(WAITING, "awaitTimeout cancelOnTimeout", AWAITED, KEYED),
            row(CANCELLING, "cancelOnStop cancelOnFailure", AWAITED, KEYED),
            row(EnumSet.of(Role.CREATE, Role.FROM_AWAIT), "runRepository"),
            // Conversations, idempotency, functions.
            row(with(TO_ANSWER, Role.DELETE), "conversationId conversationRepository conversationTimeout"),
            row(TO_CREATE, "onConversationLost"),
            row(TO_ANSWER, "idempotencyRepository"),
            row(TO_ANSWER, "idempotencyKey onUnknownCreate", KEYS),
            row(
                    TO_ANSWER,
                    "tags autoToolExecution maxToolIterations maxToolCalls maxTotalTokens parallelToolExecution "
                            + "toolTimeout toolExecutionErrorStrategy hallucinatedToolNameStrategy toolResultRepository"));

    /** Condition without which an option changes nothing in these roles. */
    private record Need(Set<Role> roles, Predicate<GeminiInteractionsConfiguration> isMet, String what) {
        Need(Predicate<GeminiInteractionsConfiguration> isMet, String what) {
            this(EnumSet.allOf(Role.class), isMet, what);
        }
    }

    private record Row(Set<Role> roles, List<Need> needs, List<String> options) {}

    /** @param options their names, separated by blanks */
    private static Row row(Set<Role> roles, String options, Need... needs) {
        return new Row(roles, List.of(needs), List.of(options.split(" ")));
    }

    private static EnumSet<Role> with(Set<Role> roles, Role another) {
        return with(roles, EnumSet.of(another));
    }

    private static EnumSet<Role> with(Set<Role> roles, Set<Role> others) {
        EnumSet<Role> all = EnumSet.copyOf(roles);
        all.addAll(others);
        return all;
    }

    /**
     * @param more options that Camel took from the URI before the others
     * @throws InteractionRequestException naming the first option that changes nothing in this role, or contradicts another
     */
    void check(Role role, Collection<String> more) {
        Set<String> all = new TreeSet<>(given);
        all.addAll(more);
        for (String option : all) {
            if (isUsed(PrefixedOption.optionOf(option), role)) continue;
            throw new InteractionRequestException(
                    option,
                    "The option " + option + " changes nothing for gemini-interactions:" + role.operation + " as "
                            + role.description + ": remove it. Options used here: " + String.join(", ", used(role)));
        }
        if (ANY_CREATE.contains(role)) checkCreate();
        for (Row row : ROWS) for (Need need : row.needs()) check(role, row, need);
        if (form.getOutputType() == OutputType.sse) checkEvents(role);
        if (MAY_IGNORE.contains(role) && form.isIgnoreResponseBody() && form.isStoreFullResponse())
            throw new InteractionRequestException(
                    "storeFullResponse",
                    "storeFullResponse=true stores the answer that ignoreResponseBody=true discards: leave out one of"
                            + " them");
        if (form.isCancelOnFailure() && form.getCursorRepository() != null)
            throw new InteractionRequestException(
                    "cancelOnFailure",
                    "cancelOnFailure=true ends the run that cursorRepository would continue: leave out one of them");
        if (role == Role.DELETE && given.containsAll(Set.of("conversationId", "interactionId")))
            throw new InteractionRequestException(
                    "conversationId",
                    "Both conversationId and interactionId are set: an endpoint deletes one of them, remove the other");
    }

    private void check(Role role, Row row, Need need) {
        if (!need.roles().contains(role) || need.isMet().test(form)) return;
        for (String option : row.options()) {
            if (given.contains(option))
                throw new InteractionRequestException(
                        option,
                        "The option " + option + " changes nothing without " + need.what() + ": set it, or remove "
                                + option);
        }
    }

    private void checkEvents(Role role) {
        if (!AS_BODY.contains(role))
            throw new InteractionRequestException(
                    "outputType",
                    "outputType=sse is a stream as the body of a producer, and cannot be used by " + role.description
                            + ": set streaming=true and no channel, or another outputType");
        if (EmitKind.parse(form.getEmit()).contains(EmitKind.EVENTS))
            throw new InteractionRequestException(
                    "emit",
                    "emit=events passes on all that the API sends, thoughts too, and cannot be used with outputType=sse:"
                            + " set emit to steps, deltas or both");
    }

    private void checkCreate() {
        if (given.contains("runRepository") && form.isAwaitCompletion())
            throw new InteractionRequestException(
                    "runRepository",
                    "awaitCompletion=true awaits the run here, and runRepository in another route: leave out one of them");
        if (given.contains("runRepository") && Boolean.FALSE.equals(form.getBackground()))
            throw new InteractionRequestException(
                    "runRepository", "runRepository stores background runs: set background=true");
        if (Boolean.FALSE.equals(form.getStore())
                && (form.getIdempotencyKey() != null || given.contains("idempotencyRepository")))
            throw new InteractionRequestException(
                    "store",
                    "store=false leaves no interaction that an idempotencyKey could find again: leave out store=false");
    }

    private static boolean isUsed(String option, Role role) {
        return ROWS.stream()
                .anyMatch(row -> row.roles().contains(role) && row.options().contains(option));
    }

    private static Set<String> used(Role role) {
        Set<String> used = new TreeSet<>();
        for (Row row : ROWS) if (row.roles().contains(role)) used.addAll(row.options());
        return used;
    }

    GeminiInteractionsOperation operation() {
        GeminiInteractionsOperation operation = form.getOperation();
        if (operation == null) throw new InteractionRequestException("operation", "The operation is missing");
        return operation;
    }

    /** Role of the endpoint's producer. */
    Role producer() {
        String channel = form.getChannel();
        boolean toChannel = channel != null && !channel.isBlank();
        return switch (operation()) {
            case create -> {
                if (!form.isStreaming()) yield Role.CREATE;
                yield toChannel ? Role.CREATE_TO_CHANNEL : Role.CREATE_AS_BODY;
            }
            case approve -> {
                if (!form.isStreaming()) yield Role.APPROVE;
                yield toChannel ? Role.APPROVE_TO_CHANNEL : Role.APPROVE_AS_BODY;
            }
            case resume -> toChannel ? Role.RESUME_TO_CHANNEL : Role.RESUME_AS_BODY;
            case get -> Role.GET;
            case cancel -> Role.CANCEL;
            case delete -> Role.DELETE;
            case await -> Role.AWAIT;
            case stream ->
                throw new InteractionRequestException(
                        "operation",
                        "gemini-interactions:stream is a consumer, and cannot be sent to: use"
                                + " gemini-interactions:create with streaming=true and the same channel");
        };
    }

    /** Role of the endpoint's consumer. */
    Role consumer() {
        return switch (operation()) {
            case create -> Role.FROM_CREATE;
            case resume -> Role.FROM_RESUME;
            case await -> Role.FROM_AWAIT;
            case stream -> Role.FROM_STREAM;
            default ->
                throw new InteractionRequestException(
                        "operation",
                        "gemini-interactions:" + operation()
                                + " cannot be consumed from: use await, create, resume or stream, or send to it");
        };
    }
}
