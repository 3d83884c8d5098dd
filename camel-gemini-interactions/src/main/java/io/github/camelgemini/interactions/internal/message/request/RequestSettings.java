// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.request;

import java.util.Set;

import io.github.camelgemini.interactions.internal.client.auth.ApprovalKey;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an endpoint's requests. Resources are loaded and JSON is checked. Null means that the option is not set.
 *
 * @param input replaces the body
 * @param prompt first part of the input, before the body
 * @param turn members that are sent with every turn
 * @param passThrough members that are sent unchanged
 * @param format format of the answer
 * @param conversationId conversation whose turns the requests are, or that delete is about
 * @param interactionId interaction that get, await, cancel, delete and resume are about
 * @param tags tags of the functions that the model may call, comma separated
 * @param approvalKey signs rounds of calls that wait for a person; null for none
 * @param maxInlineSize maximum size of one content inside a request, in bytes
 * @param allowedHeaders headers that may override these settings
 * @param secretHeaders names of the HTTP headers that no message may replace
 */
public record RequestSettings(
        @Nullable String model,
        @Nullable String agent,
        @Nullable String input,
        @Nullable String prompt,
        TurnScoped turn,
        PassThroughMembers passThrough,
        OutputFormat format,
        @Nullable String previousInteractionId,
        @Nullable Boolean store,
        @Nullable Boolean background,
        @Nullable String conversationId,
        @Nullable String interactionId,
        @Nullable String idempotencyKey,
        @Nullable String tags,
        @Nullable ApprovalKey approvalKey,
        long maxInlineSize,
        AllowedHeaders allowedHeaders,
        Set<String> secretHeaders) {

    public RequestSettings {
        secretHeaders = Set.copyOf(secretHeaders);
    }

    /** Without texts and keys, which are content or identify a person. */
    @Override
    public String toString() {
        return "RequestSettings[model=" + model + ", agent=" + agent + ", turn=" + turn + ", passThrough=" + passThrough
                + ", store=" + store + ", background=" + background + ", tags=" + tags + ", allowedHeaders="
                + allowedHeaders + ", secretHeaders=" + secretHeaders + "]";
    }
}
