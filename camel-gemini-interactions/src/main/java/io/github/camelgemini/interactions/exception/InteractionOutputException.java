// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.exception;

import java.util.List;

import io.github.camelgemini.interactions.model.Interaction;

/** The run completed, but its answer is empty or violates the schema. */
public class InteractionOutputException extends GeminiInteractionsException {

    private static final long serialVersionUID = 1L;

    private final transient Interaction interaction;
    private final List<String> violations;

    /**
     * @param message what is wrong, without the answer
     * @param interaction the interaction with its answer
     * @param violations violations of the schema; they quote the answer
     */
    public InteractionOutputException(String message, Interaction interaction, List<String> violations) {
        super(message);
        this.interaction = interaction;
        this.violations = List.copyOf(violations);
    }

    /** The interaction with its answer. Null after deserialisation. */
    public Interaction getInteraction() {
        return interaction;
    }

    /** Violations of the schema. They quote the answer: do not log them where answers must not be logged. */
    public List<String> getViolations() {
        return violations;
    }
}
