// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import io.github.camelgemini.interactions.model.Interaction;

/** A connection brought the interaction as one JSON document instead of its events. {@link RunStream} delivers the rest. */
final class WholeAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    static final String MESSAGE = "The service answered with JSON instead of an event stream";

    private final transient Interaction interaction;

    WholeAnswerException(Interaction interaction) {
        super(MESSAGE, null, false, false);
        this.interaction = interaction;
    }

    /** May still be in progress. */
    Interaction interaction() {
        return interaction;
    }
}
