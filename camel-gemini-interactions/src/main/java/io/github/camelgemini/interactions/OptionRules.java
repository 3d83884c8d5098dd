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
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;
import io.github.camelgemini.interactions.option.OutputType;

/**
 * Where each option is used, and what it needs: one row per option, or per options that are used alike. An option that would
 * change nothing is an error.
 *
 * @param given names of the options in the URI
 * @param form the URI's options over the component's; a copy that nothing changes
 */
record OptionRules(Set<String> given, GeminiInteractionsConfiguration form) {

    /** What an endpoint is used as; the words are for messages. */
    enum Place {
        CREATE(GeminiInteractionsOperation.create, "a producer without streaming=true"),
        CREATE_TO_CHANNEL(GeminiInteractionsOperation.create, "a producer that streams to a channel"),
        CREATE_AS_BODY(GeminiInteractionsOperation.create, "a producer that streams without a channel"),
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
        private final String words;

        Place(GeminiInteractionsOperation operation, String words) {
            this.operation = operation;
            this.words = words;
        }

        GeminiInteractionsOperation operation() {
            return operation;
        }

        /** Whether the answer of its requests is a stream of events. */
        boolean isStreaming() {
            return STREAMING.contains(this);
        }
    }

    private static final Set<Place> CONSUMERS =
            EnumSet.of(Place.FROM_CREATE, Place.FROM_RESUME, Place.FROM_AWAIT, Place.FROM_STREAM);
    private static final Set<Place> PRODUCERS = without(EnumSet.allOf(Place.class), CONSUMERS);
    private static final Set<Place> CALLING = without(EnumSet.allOf(Place.class), EnumSet.of(Place.FROM_STREAM));
    private static final Set<Place> TO_CREATE = EnumSet.of(Place.CREATE, Place.CREATE_TO_CHANNEL, Place.CREATE_AS_BODY);
    private static final Set<Place> ANY_CREATE = with(TO_CREATE, Place.FROM_CREATE);
    private static final Set<Place> TO_RESUME = EnumSet.of(Place.RESUME_TO_CHANNEL, Place.RESUME_AS_BODY);
    private static final Set<Place> TO_CHANNEL = EnumSet.of(Place.CREATE_TO_CHANNEL, Place.RESUME_TO_CHANNEL);
    private static final Set<Place> AS_BODY = EnumSet.of(Place.CREATE_AS_BODY, Place.RESUME_AS_BODY);
    private static final Set<Place> FROM_RUN = EnumSet.of(Place.FROM_CREATE, Place.FROM_RESUME);
    private static final Set<Place> STREAMING = with(with(TO_CHANNEL, AS_BODY), FROM_RUN);
    private static final Set<Place> EMITTING = with(with(AS_BODY, FROM_RUN), Place.FROM_STREAM);
    private static final Set<Place> WAITING = EnumSet.of(Place.CREATE, Place.AWAIT, Place.FROM_AWAIT);
    private static final Set<Place> CANCELLING = with(with(TO_CREATE, TO_RESUME), with(FROM_RUN, Place.AWAIT));
    private static final Set<Place> ANSWERING = with(with(TO_CREATE, TO_RESUME), Place.AWAIT);

    private static final Need AWAITED = new Need(
            EnumSet.of(Place.CREATE),
            form -> form.isAwaitCompletion() || form.getIdempotencyRepository() != null,
            "awaitCompletion=true or idempotencyRepository");
    /** A turn of a conversation awaits the run of the turn before it. */
    private static final Need POLLING = new Need(
            EnumSet.of(Place.CREATE),
            form -> AWAITED.isMet().test(form)
                    || form.getConversationId() != null
                    || form.getConversationRepository() != null,
            AWAITED.what() + ", conversationId or conversationRepository");

    private static final Need CURSOR = new Need(form -> form.getCursorRepository() != null, "cursorRepository");
    private static final Need KEYS = new Need(form -> form.getIdempotencyRepository() != null, "idempotencyRepository");

    private static final List<Row> ROWS = List.of(
            // Where and as whom, and over what connection.
            row(
                    CALLING,
                    "apiKey",
                    "enterprise",
                    "projectId",
                    "location",
                    "serviceAccountKey",
                    "credentials",
                    "quotaProjectId",
                    "baseUrl",
                    "apiVersion",
                    "apiRevision",
                    "allowInsecureBaseUrl",
                    "connectTimeout",
                    "maxRetries",
                    "sslContextParameters",
                    "proxyHost",
                    "proxyPort",
                    "proxyAuthUsername",
                    "proxyAuthPassword",
                    "additionalHeaders",
                    "secretHeaders"),
            row(
                    with(
                            EnumSet.of(Place.CREATE, Place.GET, Place.CANCEL, Place.DELETE),
                            EnumSet.of(Place.AWAIT, Place.FROM_AWAIT)),
                    "requestTimeout"),
            row(STREAMING, "streamingReadTimeout", "streamTimeout", "maxEventSize", "maxResumeAttempts"),
            // What goes into a request.
            row(
                    ANY_CREATE,
                    "model",
                    "agent",
                    "input",
                    "systemInstruction",
                    "tools",
                    "generationConfig",
                    "generationConfigFields",
                    "agentConfig",
                    "agentConfigFields",
                    "builtinTools",
                    "mcpServers",
                    "environment",
                    "serviceTier",
                    "responseModalities",
                    "safetySettings",
                    "labels",
                    "webhookConfig",
                    "additionalBodyProperties",
                    "responseFormat",
                    "previousInteractionId",
                    "store",
                    "background"),
            row(TO_CREATE, "prompt", "maxInlineSize", "streaming"),
            row(with(without(PRODUCERS, TO_CREATE), Place.FROM_RESUME), "interactionId"),
            row(PRODUCERS, "allowedHeaders", "lazyStartProducer"),
            // What the route gets.
            row(without(EnumSet.allOf(Place.class), EnumSet.of(Place.DELETE)), "outputType"),
            row(
                    without(EnumSet.allOf(Place.class), EnumSet.of(Place.DELETE)),
                    // in a create it is a schema, too
                    new Need(
                            without(EnumSet.allOf(Place.class), ANY_CREATE),
                            form -> form.getOutputType() == OutputType.object,
                            "outputType=object"),
                    new Need(
                            EnumSet.of(Place.FROM_RESUME, Place.FROM_STREAM),
                            form -> EmitKind.parse(form.getEmit()).contains(EmitKind.COMPLETED),
                            "completed in the option emit"),
                    "outputClass"),
            row(TO_CREATE, "validateOutput"),
            row(EnumSet.of(Place.CREATE), "outputRepairAttempts"),
            row(ANSWERING, "allowEmptyOutput", "failOnIncomplete"),
            row(with(ANSWERING, EnumSet.of(Place.GET, Place.CANCEL)), "storeFullResponse"),
            row(with(with(TO_CHANNEL, AS_BODY), Place.FROM_STREAM), "channel"),
            row(TO_CHANNEL, "channelTimeout"),
            row(EMITTING, "emit"),
            row(
                    EMITTING,
                    new Need(
                            form -> !Collections.disjoint(
                                    EmitKind.parse(form.getEmit()), EnumSet.of(EmitKind.STEPS, EmitKind.DELTAS)),
                            "steps or deltas in the option emit"),
                    "stepTypes"),
            row(with(FROM_RUN, Place.FROM_STREAM), "onStepFailure"),
            row(with(TO_CHANNEL, FROM_RUN), "cursorRepository"),
            row(with(TO_CHANNEL, FROM_RUN), CURSOR, "cursorInterval"),
            row(EnumSet.of(Place.FROM_CREATE), CURSOR, "runKey"),
            row(with(FROM_RUN, Place.FROM_AWAIT), "restartDelay", "bridgeErrorHandler", "exceptionHandler"),
            row(propagating(), "copyHeaders"),
            row(
                    propagating(),
                    new Need(GeminiInteractionsConfiguration::isCopyHeaders, "copyHeaders=true"),
                    "headerFilterStrategy"),
            // Runs in the background.
            row(EnumSet.of(Place.CREATE), "awaitCompletion"),
            row(WAITING, POLLING, "pollInterval", "maxPollInterval"),
            row(WAITING, AWAITED, "awaitTimeout", "cancelOnTimeout"),
            row(CANCELLING, AWAITED, "cancelOnStop", "cancelOnFailure"),
            row(EnumSet.of(Place.CREATE, Place.FROM_AWAIT), "runRepository"),
            // Conversations, paying once, functions.
            row(with(TO_CREATE, Place.DELETE), "conversationId", "conversationRepository", "conversationTimeout"),
            row(TO_CREATE, "onConversationLost", "idempotencyRepository"),
            row(TO_CREATE, KEYS, "idempotencyKey", "onUnknownCreate"),
            row(
                    TO_CREATE,
                    "tags",
                    "autoToolExecution",
                    "maxToolIterations",
                    "maxTotalTokens",
                    "parallelToolExecution",
                    "toolTimeout",
                    "toolExecutionErrorStrategy",
                    "hallucinatedToolNameStrategy",
                    "toolResultRepository"));

    /** What these options change something only together with, at these places. */
    private record Need(Set<Place> at, Predicate<GeminiInteractionsConfiguration> isMet, String what) {
        Need(Predicate<GeminiInteractionsConfiguration> isMet, String what) {
            this(EnumSet.allOf(Place.class), isMet, what);
        }
    }

    private record Row(Set<Place> places, List<Need> needs, List<String> options) {}

    private static Row row(Set<Place> places, String... options) {
        return new Row(places, List.of(), List.of(options));
    }

    private static Row row(Set<Place> places, Need need, String... options) {
        return new Row(places, List.of(need), List.of(options));
    }

    private static Row row(Set<Place> places, Need first, Need second, String option) {
        return new Row(places, List.of(first, second), List.of(option));
    }

    private static Set<Place> propagating() {
        return with(with(TO_CREATE, Place.RESUME_AS_BODY), EnumSet.of(Place.FROM_AWAIT, Place.FROM_STREAM));
    }

    private static Set<Place> with(Set<Place> places, Place another) {
        return with(places, EnumSet.of(another));
    }

    private static Set<Place> with(Set<Place> places, Set<Place> others) {
        EnumSet<Place> all = EnumSet.copyOf(places);
        all.addAll(others);
        return all;
    }

    private static Set<Place> without(Set<Place> places, Set<Place> others) {
        EnumSet<Place> left = EnumSet.copyOf(places);
        left.removeAll(others);
        return left;
    }

    /**
     * @param more options that Camel took from the URI before the others
     * @throws InteractionRequestException naming the first option that would change nothing there, or contradicts another
     */
    void check(Place place, Collection<String> more) {
        Set<String> all = new TreeSet<>(given);
        all.addAll(more);
        for (String option : all) {
            if (isUsed(PrefixedOption.optionOf(option), place)) continue;
            throw new InteractionRequestException(
                    option,
                    "The option " + option + " changes nothing for gemini-interactions:" + place.operation + " as "
                            + place.words + ": remove it. Options used here: " + String.join(", ", used(place)));
        }
        if (ANY_CREATE.contains(place)) checkCreate();
        for (Row row : ROWS) for (Need need : row.needs()) check(place, row, need);
        if (form.isCancelOnFailure() && form.getCursorRepository() != null)
            throw new InteractionRequestException(
                    "cancelOnFailure",
                    "cancelOnFailure=true ends the run that cursorRepository would go on with: leave out one of them");
        if (place == Place.DELETE && given.containsAll(Set.of("conversationId", "interactionId")))
            throw new InteractionRequestException(
                    "conversationId",
                    "Both conversationId and interactionId are set: an endpoint is about one of them, remove the other");
    }

    private void check(Place place, Row row, Need need) {
        if (!need.at().contains(place) || need.isMet().test(form)) return;
        for (String option : row.options()) {
            if (given.contains(option))
                throw new InteractionRequestException(
                        option,
                        "The option " + option + " changes nothing without " + need.what() + ": set it, or remove "
                                + option);
        }
    }

    private void checkCreate() {
        if (given.contains("runRepository") && form.isAwaitCompletion())
            throw new InteractionRequestException(
                    "runRepository",
                    "awaitCompletion=true waits for the run here, and runRepository somewhere else: leave out one of them");
        if (given.contains("runRepository") && Boolean.FALSE.equals(form.getBackground()))
            throw new InteractionRequestException(
                    "runRepository", "runRepository keeps runs in the background: set background=true");
        if (Boolean.FALSE.equals(form.getStore())
                && (form.getIdempotencyKey() != null || given.contains("idempotencyRepository")))
            throw new InteractionRequestException(
                    "store",
                    "store=false leaves nothing to be found again by an idempotencyKey: leave out store=false");
    }

    private static boolean isUsed(String option, Place place) {
        return ROWS.stream()
                .anyMatch(row -> row.places().contains(place) && row.options().contains(option));
    }

    private static Set<String> used(Place place) {
        Set<String> used = new TreeSet<>();
        for (Row row : ROWS) if (row.places().contains(place)) used.addAll(row.options());
        return used;
    }

    GeminiInteractionsOperation operation() {
        GeminiInteractionsOperation operation = form.getOperation();
        if (operation == null) throw new InteractionRequestException("operation", "The operation is missing");
        return operation;
    }

    /** What the endpoint's producer is used as. */
    Place producer() {
        String channel = form.getChannel();
        boolean toChannel = channel != null && !channel.isBlank();
        return switch (operation()) {
            case create -> {
                if (!form.isStreaming()) yield Place.CREATE;
                yield toChannel ? Place.CREATE_TO_CHANNEL : Place.CREATE_AS_BODY;
            }
            case resume -> toChannel ? Place.RESUME_TO_CHANNEL : Place.RESUME_AS_BODY;
            case get -> Place.GET;
            case cancel -> Place.CANCEL;
            case delete -> Place.DELETE;
            case await -> Place.AWAIT;
            case stream ->
                throw new InteractionRequestException(
                        "operation",
                        "gemini-interactions:stream receives, and cannot be sent to: use gemini-interactions:create with"
                                + " streaming=true and the same channel");
        };
    }

    /** What the endpoint's consumer is used as. */
    Place consumer() {
        return switch (operation()) {
            case create -> Place.FROM_CREATE;
            case resume -> Place.FROM_RESUME;
            case await -> Place.FROM_AWAIT;
            case stream -> Place.FROM_STREAM;
            default ->
                throw new InteractionRequestException(
                        "operation",
                        "gemini-interactions:" + operation()
                                + " cannot be consumed from: use await, create, resume or stream, or send to it");
        };
    }
}
