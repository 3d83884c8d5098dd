// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.stream;

import org.jspecify.annotations.Nullable;

/** A connection ended before its run did, or was never opened. What that means is for {@link RunStream} to decide. */
final class BrokenStreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final boolean opened;

    private BrokenStreamException(String what, boolean opened, @Nullable Throwable cause) {
        super(what, cause, false, false);
        this.what = what;
        this.opened = opened;
    }

    /** The answer had begun. */
    static BrokenStreamException broken(String what, @Nullable Throwable cause) {
        return new BrokenStreamException(what, true, cause);
    }

    /** There was no answer, or a refusal. */
    static BrokenStreamException unopened(Throwable cause) {
        return new BrokenStreamException("The stream could not be opened: " + cause.getMessage(), false, cause);
    }

    String what() {
        return what;
    }

    boolean wasOpened() {
        return opened;
    }
}
