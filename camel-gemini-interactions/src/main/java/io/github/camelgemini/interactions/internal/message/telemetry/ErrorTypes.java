// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.message.telemetry;

import io.github.camelgemini.interactions.internal.client.transport.StatusException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import io.github.camelgemini.interactions.model.InteractionStatus;
import org.jspecify.annotations.Nullable;

/** Values of {@code error.type}: the simple name of an exception's class, the status of a response or of an interaction. */
final class ErrorTypes {

    private ErrorTypes() {}

    static String of(Throwable failure) {
        Throwable cause = Futures.unwrapped(failure);
        if (cause instanceof StatusException refused)
            return Integer.toString(refused.response().status());
        return cause.getClass().getSimpleName();
    }

    /** Null for an answer, and for one that the application may take for one. */
    static @Nullable String of(Interaction interaction) {
        InteractionStatus status = interaction.status();
        boolean isFailed = status.equals(InteractionStatus.FAILED) || status.equals(InteractionStatus.CANCELLED);
        return isFailed ? status.word() : null;
    }
}
