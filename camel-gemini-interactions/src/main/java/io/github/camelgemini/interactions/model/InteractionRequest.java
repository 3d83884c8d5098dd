// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request to create an interaction.
 *
 * <p>Documented: Interactions API reference, interactions.create, September 2026.
 *
 * @param model who shall answer; null when an agent shall
 * @param agent who shall answer; null when a model shall
 * @param input the new steps only, when a previous interaction is continued
 * @param systemInstruction null for none. Turn-scoped: the service does not remember it.
 * @param tools the declarations, each the JSON text of an object. Turn-scoped.
 * @param generationConfig JSON text of an object; null for none. Turn-scoped.
 * @param responseFormat JSON text of a format object, a bare JSON schema or a list of either; null for none
 * @param previousInteractionId the interaction to continue; null to start anew
 * @param store false to keep nothing at the service; null for the API's default, true
 * @param background true to run on without a connection; null for the API's default, false
 * @param stream true for an answer as a stream of events
 * @param more every other member, wire name to JSON text; replaces a member of the same name
 */
public record InteractionRequest(
        @Nullable String model,
        @Nullable String agent,
        List<Step> input,
        @Nullable String systemInstruction,
        List<String> tools,
        @Nullable String generationConfig,
        @Nullable String responseFormat,
        @Nullable String previousInteractionId,
        @Nullable Boolean store,
        @Nullable Boolean background,
        boolean stream,
        Map<String, String> more) {

    public InteractionRequest {
        input = List.copyOf(input);
        tools = List.copyOf(tools);
        more = Members.copyOf(more);
    }

    /** The same request as the continuation of another interaction; null to start anew. */
    public InteractionRequest continuing(@Nullable String interactionId) {
        return new InteractionRequest(
                model,
                agent,
                input,
                systemInstruction,
                tools,
                generationConfig,
                responseFormat,
                interactionId,
                store,
                background,
                stream,
                more);
    }
}
