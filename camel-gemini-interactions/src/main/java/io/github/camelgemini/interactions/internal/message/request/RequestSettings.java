// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Settings of requests, made once per endpoint. Texts that were resources are loaded, JSON is checked.
 *
 * @param model null when the endpoint leaves it to the header, or names an agent
 * @param agent null when the endpoint leaves it to the header, or names a model
 * @param input replaces the body; null for none
 * @param prompt stands before the body; null for none
 * @param turn what is sent with every turn
 * @param extras what nothing here acts on
 * @param format the shape of the answer
 * @param needStored names of the endpoint's options that are of no use without a stored interaction
 * @param conversationId which conversation requests are turns of, or delete is about; null for none, or when the header says so
 * @param interactionId which interaction get, cancel and delete are about; null when header or body say so
 * @param idempotencyKey what makes all messages one; null when the header says so, or nothing does
 * @param tags of the functions that the model may call, comma separated; null for none
 * @param streaming true for a stream of events as the answer
 * @param maxInlineSize longest content in bytes inside a request
 * @param allowedHeaders which headers win over all this
 */
public record RequestSettings(
        @Nullable String model,
        @Nullable String agent,
        @Nullable String input,
        @Nullable String prompt,
        TurnScoped turn,
        PassThroughMembers extras,
        OutputFormat format,
        @Nullable String previousInteractionId,
        @Nullable Boolean store,
        @Nullable Boolean background,
        List<String> needStored,
        @Nullable String conversationId,
        @Nullable String interactionId,
        @Nullable String idempotencyKey,
        @Nullable String tags,
        boolean streaming,
        long maxInlineSize,
        AllowedHeaders allowedHeaders) {

    public RequestSettings {
        needStored = List.copyOf(needStored);
    }

    /** The same, for one of the endpoint's producers or consumers. */
    public RequestSettings as(boolean streaming, List<String> needStored) {
        return new RequestSettings(
                model,
                agent,
                input,
                prompt,
                turn,
                extras,
                format,
                previousInteractionId,
                store,
                background,
                needStored,
                conversationId,
                interactionId,
                idempotencyKey,
                tags,
                streaming,
                maxInlineSize,
                allowedHeaders);
    }
}
