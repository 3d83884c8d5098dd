// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import java.util.Objects;

import io.github.camelgemini.interactions.exception.InteractionProtocolException;

/**
 * Thrown by an {@link EventSink} for an event that cannot be added to the answer. The stored interaction may have the whole
 * answer all the same: {@link RunStream} reads it before it fails with the cause.
 */
public final class UnusableEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnusableEventException(InteractionProtocolException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    @Override
    public synchronized Throwable getCause() {
        return Objects.requireNonNull(super.getCause());
    }
}
