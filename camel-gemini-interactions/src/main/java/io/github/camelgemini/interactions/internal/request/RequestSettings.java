// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.request;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an endpoint says about requests, frozen when it starts. Texts that were resources are loaded.
 *
 * @param model null when the endpoint leaves it to the header, or names an agent
 * @param agent null when the endpoint leaves it to the header, or names a model
 * @param tools JSON text of an array or an object; null for none
 * @param generationConfig JSON text of an object; null for none
 * @param generationConfigFields single members that win over {@code generationConfig}
 * @param responseFormat JSON text in the API's own shape; null for none
 * @param outputClass null for none
 * @param interactionId which interaction get, cancel and delete are about; null when header or body say so
 * @param idempotencyKey what makes all messages one; null when the header says so, or nothing does
 * @param tags of the functions that the model may call, comma separated; null for none
 * @param streaming true for a stream of events as the answer
 * @param maxInlineSize longest content in bytes inside a request
 */
public record RequestSettings(
        @Nullable String model,
        @Nullable String agent,
        @Nullable String input,
        @Nullable String prompt,
        @Nullable String systemInstruction,
        @Nullable String tools,
        @Nullable String generationConfig,
        Map<String, Object> generationConfigFields,
        @Nullable String responseFormat,
        @Nullable String outputClass,
        @Nullable String previousInteractionId,
        @Nullable Boolean store,
        @Nullable Boolean background,
        @Nullable String interactionId,
        @Nullable String idempotencyKey,
        @Nullable String tags,
        boolean streaming,
        long maxInlineSize) {

    public RequestSettings {
        generationConfigFields = Map.copyOf(new LinkedHashMap<>(generationConfigFields));
    }
}
