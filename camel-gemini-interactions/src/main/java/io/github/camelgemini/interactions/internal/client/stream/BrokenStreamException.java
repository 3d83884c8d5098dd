// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import org.jspecify.annotations.Nullable;

/** A connection ended before the final event, or could not be opened. {@link RunStream} decides whether to resume. */
final class BrokenStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean opened;

    private BrokenStreamException(String message, boolean opened, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.opened = opened;
    }

    /** The connection broke after the response headers. */
    static BrokenStreamException broken(String message, @Nullable Throwable cause) {
        return new BrokenStreamException(message, true, cause);
    }

    /** There was no response, or an error response. */
    static BrokenStreamException unopened(Throwable cause) {
        return new BrokenStreamException("The stream could not be opened: " + cause.getMessage(), false, cause);
    }

    boolean wasOpened() {
        return opened;
    }
}
