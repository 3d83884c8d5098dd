// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.CompletionException;

/** Helpers for {@link java.util.concurrent.CompletionStage}. */
public final class Futures {

    private Futures() {}

    /** The exception that failed a stage, without its {@link CompletionException} wrapper. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
