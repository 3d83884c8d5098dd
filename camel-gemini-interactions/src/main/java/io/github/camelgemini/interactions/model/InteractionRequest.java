// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request to create an interaction.
 *
 * <p>Documented: Interactions API reference, interactions.create, September 2026.
 *
 * @param model the model that answers; null if an agent does
 * @param agent the agent that answers; null if a model does
 * @param input the steps; only the new ones if a previous interaction is continued
 * @param systemInstruction null for none. Turn-scoped: the service does not remember it.
 * @param tools the declarations, each the JSON text of an object. Turn-scoped.
 * @param generationConfig JSON text of an object; null for none. Turn-scoped.
 * @param responseFormat JSON text of a format object, a bare JSON schema or a list of either; null for none
 * @param previousInteractionId the interaction to continue; null for none
 * @param store false to store nothing at the service; null for the API's default, true
 * @param background true to run independently of the connection; null for the API's default, false
 * @param stream true to receive a stream of events
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

    /** Member of the request with the token of an earlier part. */
    public static final String CONTINUATION_TOKEN = "continuation_token";

    public InteractionRequest {
        input = List.copyOf(input);
        tools = List.copyOf(tools);
        more = Members.copyOf(more);
    }

    /** A copy with another input that continues another interaction; null for none. */
    public InteractionRequest withInput(List<Step> other, @Nullable String previousId) {
        return copy(other, tools, previousId, stream, more);
    }

    /** A copy with other tool declarations. */
    public InteractionRequest withTools(List<String> others) {
        return copy(input, others, previousInteractionId, stream, more);
    }

    /** A copy with another value of {@code stream}. */
    public InteractionRequest withStream(boolean wanted) {
        return copy(input, tools, previousInteractionId, wanted, more);
    }

    private InteractionRequest copy(
            List<Step> newInput,
            List<String> newTools,
            @Nullable String newPreviousId,
            boolean newStream,
            Map<String, String> newMore) {
        return new InteractionRequest(
                model,
                agent,
                newInput,
                systemInstruction,
                newTools,
                generationConfig,
                responseFormat,
                newPreviousId,
                store,
                background,
                newStream,
                newMore);
    }

    /**
     * The request that continues after an answer to this one: after the stored interaction or, with {@code store=false},
     * with the whole history as its input. In a history a function call without an id has its place as its id. Assumed: that
     * the service takes it; it refuses a call without one.
     *
     * <p>Documented: Interactions API reference, function calling, September 2026.
     *
     * @param added steps after the answer; a result that refers to a call without an id has its place among all calls of the
     *     history ({@link Interaction#pendingCallsById()})
     */
    public InteractionRequest continuing(Interaction answer, List<Step> added) {
        String id = answer.id();
        if (!isStateless() && id != null) return copy(added, tools, id, stream, withoutToken());
        List<Step> history = new ArrayList<>(input);
        for (Step step : answer.steps()) if (!isUnsigned(step)) history.add(step);
        history = new ArrayList<>(OpenCalls.identified(history));
        history.addAll(added);
        return copy(history, tools, previousInteractionId, stream, withoutToken());
    }

    /**
     * The request for the next part of an answer that requires continuation: without input after a stored part; with {@code
     * store=false} with the original input and without {@code previous_interaction_id}.
     *
     * <p>Documented: source of @google/genai 3.3.0; Observed: that client and google-genai 2.0.0 for Java send this.
     *
     * @param part the part that has the token
     * @param tokenJson that token, as JSON text
     */
    public InteractionRequest nextPart(Interaction part, String tokenJson) {
        boolean stateless = isStateless() || part.id() == null;
        Map<String, String> members = new LinkedHashMap<>(more);
        members.put(CONTINUATION_TOKEN, tokenJson);
        return copy(stateless ? input : List.of(), tools, stateless ? null : part.id(), stream, members);
    }

    /** True if this is the request for a part of an answer whose earlier parts exist. */
    public boolean hasContinuationToken() {
        return more.containsKey(CONTINUATION_TOKEN);
    }

    private Map<String, String> withoutToken() {
        Map<String, String> members = new LinkedHashMap<>(more);
        members.remove(CONTINUATION_TOKEN);
        return members;
    }

    /**
     * True for a thought without a signature, which is not sent back.
     *
     * <p>Observed: two sources measured HTTP 400 "Corrupted thought signature." both for a thought with an empty signature and
     * for one without (agent-harness, docs/OBSERVED.md, August 2026; js-genai#1735). Assumed: that a history without the
     * thought is accepted.
     */
    private static boolean isUnsigned(Step step) {
        return step instanceof Step.Thought thought
                && (thought.signature() == null || thought.signature().isBlank());
    }

    /** True if the service stores nothing, so that each request contains the whole history. */
    public boolean isStateless() {
        return Boolean.FALSE.equals(store);
    }

    /** Without content and values, which may contain secrets, such as the headers of an MCP server. */
    @Override
    public String toString() {
        return "InteractionRequest[model=" + model + ", agent=" + agent + ", steps=" + input.size() + ", tools="
                + tools.size() + ", previousInteractionId=" + previousInteractionId + ", store=" + store
                + ", background=" + background + ", stream=" + stream + ", more=" + more.keySet() + "]";
    }
}
