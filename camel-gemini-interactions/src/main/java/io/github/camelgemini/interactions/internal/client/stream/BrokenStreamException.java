// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import io.github.camelgemini.interactions.model.InteractionError;
import org.jspecify.annotations.Nullable;

/** A connection ended before the final event, or could not be opened. {@link RunStream} decides whether to resume. */
final class BrokenStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean opened;
    private final transient @Nullable InteractionError reported;

    private BrokenStreamException(
            String message, boolean opened, @Nullable InteractionError reported, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.opened = opened;
        this.reported = reported;
    }

    /** The connection broke after the response headers. */
    static BrokenStreamException broken(String message, @Nullable Throwable cause) {
        return new BrokenStreamException(message, true, null, cause);
    }

    /** The service reported an error in the stream, and nothing came after it. */
    static BrokenStreamException reported(InteractionError error) {
        return new BrokenStreamException("The stream reported an error and ended", true, error, null);
    }

    /** There was no response, or an error response. */
    static BrokenStreamException unopened(Throwable cause) {
        return new BrokenStreamException("The stream could not be opened: " + cause.getMessage(), false, null, cause);
    }

    /** The error that ended the stream; null for none. */
    @Nullable
    InteractionError reported() {
        return reported;
    }

    boolean wasOpened() {
        return opened;
    }
}
