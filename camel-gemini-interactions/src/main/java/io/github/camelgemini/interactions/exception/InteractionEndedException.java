// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.util.ArrayList;
import java.util.List;

import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * The run ended without a whole answer: failed, cancelled, incomplete, with further parts that were not created, or with a
 * status that is not known and no output. Decide what that means for the route.
 */
public class InteractionEndedException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_CODES = 5;

    private final transient Interaction interaction;
    private final @Nullable String continuationToken;
    private final ArrayList<String> interactionIds;

    /** Without the API's texts in the message. */
    public InteractionEndedException(Interaction interaction) {
        this(interaction, null);
    }

    /**
     * @param shownErrors the API's texts of its errors as the message may have them: short, and without what they quote of
     *     the request; null for none
     */
    public InteractionEndedException(Interaction interaction, @Nullable String shownErrors) {
        this(
                interaction,
                shownErrors,
                interaction.requiresContinuation()
                        ? "its answer has further parts; create them with previousInteractionId and continuationToken, or"
                                + " set continuation=auto on a create"
                        : null);
    }

    /**
     * @param why why the answer is not complete, without its content; null if the status says all
     * @see #InteractionEndedException(Interaction, String)
     */
    public InteractionEndedException(Interaction interaction, @Nullable String shownErrors, @Nullable String why) {
        super("Interaction " + interaction.id() + " ended as " + interaction.status()
                + interaction.errors().stream()
                        .map(error -> shownCode(error.code()))
                        .filter(code -> !code.isEmpty())
                        .limit(MAX_CODES)
                        .map(code -> ", " + code)
                        .reduce("", String::concat)
                + (shownErrors == null ? "" : ": " + shownErrors)
                + (why == null ? "" : ": " + why));
        this.interaction = interaction;
        this.continuationToken = interaction.continuationToken();
        this.interactionIds = new ArrayList<>(interaction.continuationIds());
        String id = interaction.id();
        if (interactionIds.isEmpty() && id != null) interactionIds.add(id);
    }

    /** The interaction, possibly partial. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }

    /** The token with which the next part of the answer can be created; null if the service sent none. */
    public @Nullable String getContinuationToken() {
        return continuationToken;
    }

    /** The parts of the answer so far, in order, each the id of an interaction; empty if none is stored. */
    public List<String> getInteractionIds() {
        return List.copyOf(interactionIds);
    }
}
