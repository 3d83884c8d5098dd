// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.camelgemini.interactions.exception.InteractionRequestException;
import io.github.camelgemini.interactions.option.GeminiInteractionsOperation;

/** Which options an endpoint uses, by operation and role. An option that would change nothing is an error. */
final class OptionRules {

    /** Options that Camel's own consumers read, of those that tell what no exchange tells. */
    private static final List<String> TELLING = List.of("bridgeErrorHandler", "exceptionHandler");

    private static final List<String> CONNECTION = List.of(
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
            "secretHeaders");

    private static final List<String> REQUEST = List.of(
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
            "outputClass",
            "previousInteractionId",
            "store");

    private static final List<String> STREAM =
            List.of("streamingReadTimeout", "streamTimeout", "maxEventSize", "maxResumeAttempts");

    private static final List<String> CHANNEL =
            List.of("channel", "channelTimeout", "cursorRepository", "cursorInterval");

    private static final List<String> CONVERSATION =
            List.of("conversationId", "conversationRepository", "conversationTimeout");
    private static final List<String> WAIT =
            List.of("pollInterval", "maxPollInterval", "awaitTimeout", "cancelOnTimeout");

    private static final List<String> CANCEL = List.of("cancelOnStop", "cancelOnFailure");

    private static final List<String> PAYING_ONCE =
            List.of("idempotencyKey", "idempotencyRepository", "onUnknownCreate");

    private static final List<String> KEEPING = List.of("runRepository");

    private static final List<String> RUN = List.of("cursorRepository", "cursorInterval", "restartDelay");

    private static final List<String> EMISSION = List.of("emit", "stepTypes", "outputType");

    private static final List<String> HERITAGE = List.of("copyHeaders", "headerFilterStrategy");

    private static final List<String> FAILURE = List.of("onStepFailure");

    private static final List<String> FUNCTIONS = List.of(
            "tags",
            "autoToolExecution",
            "maxToolIterations",
            "maxTotalTokens",
            "parallelToolExecution",
            "toolTimeout",
            "toolExecutionErrorStrategy",
            "hallucinatedToolNameStrategy",
            "toolResultRepository");

    private OptionRules() {}

    /** What an endpoint is used as; the words are for messages. */
    enum Role {
        CONSUMER("a consumer"),
        ANSWERING("a producer without streaming=true"),
        STREAMING("a producer that streams to a channel"),
        ITERATING("a producer that streams without a channel");

        private final String words;

        Role(String words) {
            this.words = words;
        }
    }

    /**
     * @param given names of the options in the URI
     * @throws InteractionRequestException naming the first option that would change nothing
     */
    static void check(Collection<String> given, GeminiInteractionsOperation operation, Role role) {
        Set<String> used = used(operation, role);
        for (String option : given) {
            if (used.contains(MultiValue.optionOf(option))) continue;
            throw new InteractionRequestException(
                    option,
                    "The option " + option + " changes nothing for gemini-interactions:" + operation + " as "
                            + role.words + ": remove it. Options used here: " + String.join(", ", used));
        }
    }

    private static Set<String> used(GeminiInteractionsOperation operation, Role role) {
        return new TreeSet<>(concat(
                role == Role.CONSUMER ? List.of() : List.of("lazyStartProducer"),
                switch (operation) {
                    case create -> role == Role.CONSUMER ? startedRun() : created(role);
                    case resume -> role == Role.CONSUMER ? attachedRun() : resumed(role);
                    case get, cancel ->
                        concat(
                                CONNECTION,
                                List.of(
                                        "interactionId",
                                        "allowedHeaders",
                                        "requestTimeout",
                                        "outputType",
                                        "outputClass",
                                        "storeFullResponse"));
                    case delete ->
                        concat(CONNECTION, CONVERSATION, List.of("interactionId", "allowedHeaders", "requestTimeout"));
                    case await -> role == Role.CONSUMER ? endedRuns() : awaited();
                    case stream -> concat(EMISSION, HERITAGE, FAILURE, List.of("channel", "outputClass"));
                }));
    }

    private static List<String> startedRun() {
        return concat(
                CONNECTION, REQUEST, STREAM, EMISSION, FAILURE, RUN, CANCEL, TELLING, List.of("runKey", "background"));
    }

    private static List<String> attachedRun() {
        return concat(
                CONNECTION, STREAM, EMISSION, FAILURE, RUN, CANCEL, TELLING, List.of("interactionId", "outputClass"));
    }

    private static List<String> created(Role role) {
        return concat(
                CONNECTION,
                REQUEST,
                CONVERSATION,
                FUNCTIONS,
                HERITAGE,
                ways(role),
                role == Role.ANSWERING ? concat(WAIT, KEEPING, List.of("awaitCompletion")) : List.of(),
                CANCEL,
                PAYING_ONCE,
                List.of(
                        "prompt",
                        "background",
                        "allowedHeaders",
                        "maxInlineSize",
                        "onConversationLost",
                        "streaming",
                        "outputType",
                        "validateOutput",
                        "allowEmptyOutput",
                        "failOnIncomplete",
                        "storeFullResponse"));
    }

    private static List<String> resumed(Role role) {
        return concat(
                CONNECTION,
                ways(role),
                CANCEL,
                List.of(
                        "interactionId",
                        "allowedHeaders",
                        "outputType",
                        "outputClass",
                        "allowEmptyOutput",
                        "failOnIncomplete",
                        "storeFullResponse"));
    }

    private static List<String> awaited() {
        return concat(
                CONNECTION,
                WAIT,
                CANCEL,
                List.of(
                        "interactionId",
                        "allowedHeaders",
                        "requestTimeout",
                        "outputType",
                        "outputClass",
                        "allowEmptyOutput",
                        "failOnIncomplete",
                        "storeFullResponse"));
    }

    private static List<String> endedRuns() {
        return concat(
                CONNECTION,
                WAIT,
                KEEPING,
                HERITAGE,
                TELLING,
                List.of("requestTimeout", "outputType", "outputClass", "restartDelay"));
    }

    private static List<String> ways(Role role) {
        return switch (role) {
            case STREAMING -> concat(STREAM, CHANNEL);
            case ITERATING -> concat(STREAM, EMISSION, HERITAGE, List.of("channel"));
            default -> List.of("requestTimeout", "outputRepairAttempts");
        };
    }

    @SafeVarargs
    private static List<String> concat(List<String>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }
}
