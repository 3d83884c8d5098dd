// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which options an endpoint uses, by operation and role. An option that would change nothing is an error. */
final class OptionUse {

    /** Options of every Camel endpoint, and those that only this class of Camel's reads. */
    private static final List<String> CAMEL =
            List.of("lazyStartProducer", "bridgeErrorHandler", "exceptionHandler", "exchangePattern");

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
            "proxyAuthPassword");

    private static final List<String> REQUEST = List.of(
            "model",
            "agent",
            "input",
            "systemInstruction",
            "tools",
            "generationConfig",
            "generationConfigFields",
            "responseFormat",
            "outputClass",
            "previousInteractionId",
            "store");

    private static final List<String> STREAM = List.of("streamingReadTimeout", "maxEventSize", "maxResumeAttempts");

    private static final List<String> CHANNEL = List.of("channel", "channelTimeout", "cursorRepository");

    private static final List<String> WAIT =
            List.of("pollInterval", "maxPollInterval", "awaitTimeout", "cancelOnTimeout");

    private static final List<String> CANCEL = List.of("cancelOnStop", "cancelOnFailure");

    private static final List<String> PAYING_ONCE =
            List.of("idempotencyKey", "idempotencyRepository", "onUnknownCreate");

    private static final List<String> RUN = List.of("cursorRepository", "restartDelay");

    private static final List<String> EMISSION =
            List.of("emit", "outputType", "copyHeaders", "headerFilterStrategy", "onStepFailure");

    private OptionUse() {}

    /**
     * @param given names of the options in the URI
     * @throws InteractionRequestException naming the first option that would change nothing
     */
    static void check(
            Collection<String> given, GeminiInteractionsOperation operation, boolean consumer, boolean streaming) {
        Set<String> used = used(operation, consumer, streaming);
        for (String name : given) {
            String option = name.startsWith("generationConfig.") ? "generationConfig" : name;
            if (used.contains(option)) continue;
            throw new InteractionRequestException(
                    option,
                    "The option " + option + " changes nothing for gemini-interactions:" + operation + " as "
                            + (consumer ? "a consumer" : "a producer")
                            + (operation == GeminiInteractionsOperation.create && !consumer
                                    ? streaming ? " with streaming=true" : " without streaming=true"
                                    : "")
                            + ": remove it. Options used here: " + String.join(", ", used));
        }
    }

    private static Set<String> used(GeminiInteractionsOperation operation, boolean consumer, boolean streaming) {
        return new TreeSet<>(concat(
                CAMEL,
                switch (operation) {
                    case create ->
                        consumer
                                ? concat(
                                        CONNECTION,
                                        REQUEST,
                                        STREAM,
                                        EMISSION,
                                        RUN,
                                        CANCEL,
                                        List.of("runKey", "background"))
                                : concat(
                                        CONNECTION,
                                        REQUEST,
                                        streaming
                                                ? concat(STREAM, CHANNEL)
                                                : concat(
                                                        WAIT,
                                                        List.of(
                                                                "requestTimeout",
                                                                "awaitCompletion",
                                                                "runRepository",
                                                                "copyHeaders",
                                                                "headerFilterStrategy")),
                                        CANCEL,
                                        PAYING_ONCE,
                                        List.of(
                                                "prompt",
                                                "background",
                                                "maxInlineSize",
                                                "streaming",
                                                "outputType",
                                                "validateOutput",
                                                "allowEmptyOutput",
                                                "failOnIncomplete",
                                                "storeFullResponse"));
                    case get, cancel ->
                        concat(
                                CONNECTION,
                                List.of(
                                        "interactionId",
                                        "requestTimeout",
                                        "outputType",
                                        "outputClass",
                                        "storeFullResponse"));
                    case await ->
                        consumer
                                ? concat(
                                        CONNECTION,
                                        WAIT,
                                        List.of(
                                                "runRepository",
                                                "requestTimeout",
                                                "outputType",
                                                "outputClass",
                                                "copyHeaders",
                                                "headerFilterStrategy",
                                                "restartDelay"))
                                : concat(
                                        CONNECTION,
                                        WAIT,
                                        CANCEL,
                                        List.of(
                                                "interactionId",
                                                "requestTimeout",
                                                "outputType",
                                                "outputClass",
                                                "allowEmptyOutput",
                                                "failOnIncomplete",
                                                "storeFullResponse"));
                    case resume ->
                        consumer
                                ? concat(
                                        CONNECTION,
                                        STREAM,
                                        EMISSION,
                                        RUN,
                                        CANCEL,
                                        List.of("interactionId", "outputClass"))
                                : concat(
                                        CONNECTION,
                                        STREAM,
                                        CHANNEL,
                                        CANCEL,
                                        List.of(
                                                "interactionId",
                                                "outputType",
                                                "outputClass",
                                                "allowEmptyOutput",
                                                "failOnIncomplete",
                                                "storeFullResponse"));
                    case delete -> concat(CONNECTION, List.of("interactionId", "requestTimeout"));
                    case stream -> concat(EMISSION, List.of("channel", "outputClass"));
                }));
    }

    @SafeVarargs
    private static List<String> concat(List<String>... lists) {
        return Arrays.stream(lists).flatMap(List::stream).toList();
    }
}
