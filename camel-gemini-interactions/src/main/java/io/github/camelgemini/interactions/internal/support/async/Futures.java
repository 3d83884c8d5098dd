// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.support.async;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Helpers for {@link java.util.concurrent.CompletionStage}. */
public final class Futures {

    private Futures() {}

    /** The exception that failed a stage, without its {@link CompletionException} wrapper. */
    public static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** True if a stage has completed without a failure: what follows it can be done at once, and without another stage. */
    public static boolean isSuccess(CompletionStage<?> stage) {
        // A minimal stage is a subclass, and throws when it is asked.
        return stage.getClass() == CompletableFuture.class
                && stage instanceof CompletableFuture<?> future
                && future.isDone()
                && !future.isCompletedExceptionally();
    }
}
