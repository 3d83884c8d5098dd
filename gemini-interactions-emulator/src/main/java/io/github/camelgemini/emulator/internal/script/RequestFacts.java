// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.emulator.internal.script;

import io.github.camelgemini.emulator.Operation;
import io.github.camelgemini.emulator.internal.request.CreateRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may ask of a request.
 *
 * @param target model or agent of a create; null for other operations
 * @param prompt all text of the input, empty for other operations
 * @param interactionId of a get, cancel or delete
 * @param previousInteractionId of a create that continues one
 */
public record RequestFacts(
        Operation operation,
        @Nullable String target,
        String prompt,
        boolean stream,
        boolean background,
        @Nullable String interactionId,
        @Nullable String previousInteractionId) {

    public static RequestFacts ofCreate(CreateRequest request) {
        StringBuilder prompt = new StringBuilder();
        request.steps().forEach(step -> step.path("content").forEach(content -> {
            if (content.hasNonNull("text")) {
                prompt.append(prompt.isEmpty() ? "" : "\n")
                        .append(content.path("text").asText());
            }
        }));
        return new RequestFacts(
                Operation.CREATE,
                request.target(),
                prompt.toString(),
                request.stream(),
                request.background(),
                null,
                request.previousInteractionId());
    }

    public static RequestFacts of(Operation operation, @Nullable String interactionId, boolean stream) {
        return new RequestFacts(operation, null, "", stream, false, interactionId, null);
    }
}
