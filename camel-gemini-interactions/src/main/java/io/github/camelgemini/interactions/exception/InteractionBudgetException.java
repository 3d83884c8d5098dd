// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import io.github.camelgemini.interactions.model.Interaction;

/** What a message may take is used up, and its run is not done: no further request was sent. Raise the limit, or give up. */
public class InteractionBudgetException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final String option;
    private final transient Interaction interaction;

    /**
     * @param option the limit
     * @param message what is used up and the cure
     * @param interaction as far as it got, with the tokens of all its rounds
     */
    public InteractionBudgetException(String option, String message, Interaction interaction) {
        super(message + " (interaction " + interaction.id() + ")");
        this.option = option;
        this.interaction = interaction;
    }

    /** Name of the option that is the limit. */
    public String getOption() {
        return option;
    }

    /** The interaction as far as it got, with the tokens of all its rounds. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }
}
