// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.CompletionException;

/** What stages of the JDK leave to their users. */
public final class Futures {

    private Futures() {}

    /** The cause of a failed stage, without the wrapper that stages put around it. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
