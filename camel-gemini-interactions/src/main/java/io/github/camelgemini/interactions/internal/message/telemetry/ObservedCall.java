// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import java.time.Duration;
import java.util.Map;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call before it begins.
 *
 * @param exchange the exchange that asks for it; null for a consumer's run
 * @param trace headers of the trace that it continues; of the exchange if there is one
 * @param routeId null outside of routes
 * @param model null if an agent answers, or if a stored interaction is followed
 * @param agent null if a model answers, or if a stored interaction is followed
 * @param enterprise true for the Gemini Enterprise Agent Platform
 * @param elapsed how long ago it began: of a run, when it was created
 * @param capturesContent true to put prompts, answers, arguments and results into spans
 */
public record ObservedCall(
        @Nullable Exchange exchange,
        Map<String, Object> trace,
        @Nullable String routeId,
        @Nullable String model,
        @Nullable String agent,
        boolean enterprise,
        Duration elapsed,
        boolean capturesContent) {

    private static final String UNKNOWN = "unknown";

    /** Value of {@code gen_ai.operation.name}. */
    String operation() {
        return agent == null ? "chat" : "invoke_agent";
    }

    /** Who answers. */
    String target() {
        if (model != null) return model;
        return agent != null ? agent : UNKNOWN;
    }

    /** Value of {@code gen_ai.provider.name}. */
    String provider() {
        return enterprise ? "gcp.vertex_ai" : "gcp.gemini";
    }

    /** Tags of Micrometer have no null. */
    String route() {
        return routeId == null ? "" : routeId;
    }
}
