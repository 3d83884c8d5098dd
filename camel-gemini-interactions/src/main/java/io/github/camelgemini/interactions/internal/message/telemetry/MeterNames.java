// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

/**
 * Names of meters and of their tags.
 *
 * <p>Documented: the first two and their tags, class {@code GenAiMetrics} of camel-ai-observability, Camel 4.23.
 */
final class MeterNames {

    /** Timer: whole calls. */
    static final String OPERATION = "gen_ai.client.operation";
    /** Counter: input and output tokens. */
    static final String TOKEN_USAGE = "gen_ai.client.token.usage";

    /** Timer: from the beginning of a streamed call to its first finished step. */
    static final String FIRST_STEP = "camel.gemini.interactions.first.step";
    /** Timer: from the beginning of a streamed call to its first delta. */
    static final String FIRST_DELTA = "camel.gemini.interactions.first.delta";
    /** Counter: tokens of each kind, by route and model. */
    static final String TOKENS = "camel.gemini.interactions.tokens";
    /** Counter: requests that were sent again. */
    static final String RETRIES = "camel.gemini.interactions.retries";
    /** Counter: connections that continue a stream. */
    static final String RESUMES = "camel.gemini.interactions.resumes";
    /** Counter: parts of long answers after the first one. */
    static final String CONTINUATIONS = "camel.gemini.interactions.continuations";
    /** Counter: calls that failed, by reason. */
    static final String FAILURES = "camel.gemini.interactions.failures";
    /** Counter: calls of which the interaction may exist and be paid for, and its id is not known. */
    static final String IN_DOUBT = "camel.gemini.interactions.in.doubt";
    /** Timer: routes that ran as functions. */
    static final String FUNCTIONS = "camel.gemini.interactions.functions";
    /** Gauge: open streams. */
    static final String OPEN_STREAMS = "camel.gemini.interactions.streams.open";

    static final String ROUTE_TAG = "routeId";
    static final String TOKEN_TYPE_TAG = "gen_ai.token.type";
    static final String REASON_TAG = "reason";

    private MeterNames() {}
}
