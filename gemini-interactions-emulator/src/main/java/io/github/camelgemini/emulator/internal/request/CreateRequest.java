// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.request;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One create, in today's shape whatever shape it came in. The trees are shared and never changed.
 *
 * @param model exactly one of this and {@code agent} is set
 * @param steps what the caller sent as input, as steps; empty only with a continuation token
 * @param functions what the model may call
 * @param schema of the JSON the caller wants; null for plain text
 * @param mediaOutput kinds of media asked for, e.g. {@code image}
 * @param maxOutputTokens null for no limit
 * @param continuationToken of an answer that has more parts; null for a new answer
 * @param environment null without one
 */
public record CreateRequest(
        @Nullable String model,
        @Nullable String agent,
        List<ObjectNode> steps,
        List<FunctionDeclaration> functions,
        ToolChoice toolChoice,
        @Nullable JsonNode schema,
        List<String> mediaOutput,
        boolean stream,
        boolean store,
        boolean background,
        boolean thinkingSummaries,
        boolean webhook,
        @Nullable Integer maxOutputTokens,
        @Nullable String previousInteractionId,
        @Nullable String continuationToken,
        @Nullable String serviceTier,
        @Nullable JsonNode environment) {

    public CreateRequest {
        steps = List.copyOf(steps);
        functions = List.copyOf(functions);
        mediaOutput = List.copyOf(mediaOutput);
    }

    /** All text of the input, a line per content. */
    public String prompt() {
        return steps.stream()
                .flatMap(step -> StreamSupport.stream(step.path("content").spliterator(), false))
                .filter(content -> content.hasNonNull("text"))
                .map(content -> content.path("text").asText())
                .collect(Collectors.joining("\n"));
    }

    /** The model or the agent. */
    public String target() {
        return model != null ? model : String.valueOf(agent);
    }
}
