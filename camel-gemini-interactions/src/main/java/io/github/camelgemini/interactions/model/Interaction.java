// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.model;

import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import org.jspecify.annotations.Nullable;

/**
 * One request to the API and its results.
 *
 * <p>Documented: Interactions API reference, Interaction, September 2026. Observed: traffic/steps-untouched.
 *
 * @param id opaque; null if the interaction is not stored ({@code store=false})
 * @param status current or final status
 * @param model the model that answered; null if an agent did
 * @param agent the agent that answered; null if a model did
 * @param created ISO-8601 in UTC; null if absent
 * @param updated ISO-8601 in UTC; null if absent
 * @param steps in order. The response to a create has the generated steps only; a stored interaction also has its {@code
 *     user_input} steps, at the start.
 * @param usage token counts; null while the interaction runs
 * @param serviceTier the tier that served it; null if absent
 * @param environmentId the sandbox in use; null for none
 * @param previousInteractionId the interaction that this one continues; null if absent
 * @param continuationToken opaque; the next part of the answer is created with it. Null if the answer is whole. Documented:
 *     types of @google/genai 3.3.0, November 2026.
 * @param continuationIds the interactions of an answer that was continued, in order, this one last; empty for any other
 *     answer. Set by this component, as {@code continuation_ids} is by Google's clients; never sent by the service.
 * @param errors why it failed; empty unless it failed
 * @param more members that no field above represents, name to JSON text
 */
@JsonSerialize(using = ApiJson.Serializer.class)
@JsonDeserialize(using = ApiJson.Deserializer.class)
public record Interaction(
        @Nullable String id,
        InteractionStatus status,
        @Nullable String model,
        @Nullable String agent,
        @Nullable String created,
        @Nullable String updated,
        List<Step> steps,
        @Nullable Usage usage,
        @Nullable String serviceTier,
        @Nullable String environmentId,
        @Nullable String previousInteractionId,
        @Nullable String continuationToken,
        List<String> continuationIds,
        List<InteractionError> errors,
        Map<String, String> more) {

    public Interaction {
        steps = List.copyOf(steps);
        continuationIds = List.copyOf(continuationIds);
        errors = List.copyOf(errors);
        more = Members.copyOf(more);
    }

    /** An interaction with an id, which may be null, and a status only. */
    public static Interaction of(@Nullable String id, InteractionStatus status) {
        return new Interaction(
                id, status, null, null, null, null, List.of(), null, null, null, null, null, List.of(), List.of(),
                Map.of());
    }

    /** A copy with another id. */
    public Interaction withId(@Nullable String other) {
        return copy(other, status, steps, usage, errors);
    }

    /** A copy with another status. */
    public Interaction withStatus(InteractionStatus other) {
        return copy(id, other, steps, usage, errors);
    }

    /** A copy with other steps. */
    public Interaction withSteps(List<Step> others) {
        return copy(id, status, others, usage, errors);
    }

    /** A copy with other token counts. */
    public Interaction withUsage(@Nullable Usage other) {
        return copy(id, status, steps, other, errors);
    }

    /** A copy with other errors. */
    public Interaction withErrors(List<InteractionError> others) {
        return copy(id, status, steps, usage, others);
    }

    /** A copy with another continuation token; null for none. */
    public Interaction withContinuationToken(@Nullable String other) {
        return new Interaction(
                id,
                status,
                model,
                agent,
                created,
                updated,
                steps,
                usage,
                serviceTier,
                environmentId,
                previousInteractionId,
                other,
                continuationIds,
                errors,
                more);
    }

    private Interaction copy(
            @Nullable String newId,
            InteractionStatus newStatus,
            List<Step> newSteps,
            @Nullable Usage newUsage,
            List<InteractionError> newErrors) {
        return new Interaction(
                newId,
                newStatus,
                model,
                agent,
                created,
                updated,
                newSteps,
                newUsage,
                serviceTier,
                environmentId,
                previousInteractionId,
                continuationToken,
                continuationIds,
                newErrors,
                more);
    }

    /** True if the answer continues in another interaction, which is created with {@link #continuationToken()}. */
    public boolean requiresContinuation() {
        return status.equals(InteractionStatus.REQUIRES_CONTINUATION);
    }

    /** A copy without the leading input steps, as in the response to its create. */
    public Interaction withoutInputs() {
        int first = 0;
        while (first < steps.size() && steps.get(first).isInput()) first++;
        return first == 0 ? this : withSteps(steps.subList(first, steps.size()));
    }

    /**
     * The answer to the user: the last sequence of texts, or if these are empty, the last media content that has bytes or an
     * address.
     *
     * <p>Searches backwards, past tool steps, for the last {@code model_output} with text, and takes the texts before it up to
     * a content or step of another kind. Thoughts between them are skipped: the parts of a long answer have thoughts between
     * them. Documented: docs/api.adoc 3.9.
     *
     * @return in the order of the answer; empty if there is no answer
     */
    public List<Content> output() {
        LinkedList<Content> texts = new LinkedList<>();
        Content.Media medium = null;
        boolean hasText = false;
        for (int s = steps.size() - 1; s >= 0; s--) {
            if (steps.get(s) instanceof Step.UserInput) break;
            if (steps.get(s) instanceof Step.Thought) continue;
            if (!(steps.get(s) instanceof Step.ModelOutput answer)) {
                if (texts.isEmpty()) continue;
                break;
            }
            for (int c = answer.content().size() - 1; c >= 0; c--) {
                Content content = answer.content().get(c);
                if (content instanceof Content.Text text) {
                    texts.addFirst(text);
                    hasText |= !text.text().isEmpty();
                } else if (hasText) return List.copyOf(texts);
                else if (medium == null && content instanceof Content.Media found && hasData(found)) medium = found;
            }
        }
        return hasText || medium == null ? List.copyOf(texts) : List.of(medium);
    }

    private static boolean hasData(Content.Media media) {
        String where = media.data() != null ? media.data() : media.uri();
        return where != null && !where.isEmpty();
    }

    /** The text of {@link #output()}, joined; null if the answer has no text. */
    public @Nullable String outputText() {
        List<String> texts = new ArrayList<>();
        for (Content content : output()) if (content instanceof Content.Text text) texts.add(text.text());
        if (texts.isEmpty()) return null;
        return texts.size() == 1 ? texts.get(0) : String.join("", texts); // a copy of a long answer is the whole cost
    }

    /** The function calls that wait for a result, in order; empty unless the status is {@code requires_action}. */
    public List<Step.Call> pendingCalls() {
        return List.copyOf(pendingCallsById().values());
    }

    /**
     * {@link #pendingCalls()} by an id that no other call has: the service's id, or the place of the call where the service
     * sent none, an empty one, or that of an earlier call. The place is {@code #} and the number of the call among the
     * function calls of this interaction, from 1 on; it is the same in every copy of the interaction.
     */
    public Map<String, Step.Call> pendingCallsById() {
        return status.equals(InteractionStatus.REQUIRES_ACTION) ? OpenCalls.of(steps) : Map.of();
    }
}
