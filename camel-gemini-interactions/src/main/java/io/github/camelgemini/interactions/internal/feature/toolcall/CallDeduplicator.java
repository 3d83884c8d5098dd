// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.internal.support.async.Futures;

/**
 * Runs each call once: a second request for a call in progress waits for the same run, and a call with a stored result is
 * not run again. A run continues after its caller has stopped waiting, and its result is stored. Any thread.
 */
public final class CallDeduplicator {

    /**
     * The result of a call.
     *
     * @param stored true when an earlier run has produced it
     */
    record Completed(FunctionResult result, boolean stored) {}

    /** The function itself failed, not the journal or the executor. The cause is the failure of the function. */
    static final class FunctionFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FunctionFailure(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    private final ConcurrentHashMap<String, CompletableFuture<Completed>> running = new ConcurrentHashMap<>();

    /**
     * Runs a call, or waits for its run.
     *
     * @param key identifies the call across messages and deliveries
     * @param threads run the function, and may block in the journal
     * @return fails with {@link FunctionFailure} for a failure of the function, with {@link ConversionFailure} for a
     *     call or a result that could not be converted, otherwise as the journal does
     */
    CompletionStage<Completed> run(
            String key, FunctionCall call, ToolFunction function, CallJournal journal, Executor threads) {
        CompletableFuture<Completed> own = new CompletableFuture<>();
        CompletableFuture<Completed> present = running.putIfAbsent(key, own);
        if (present != null) return present.copy();
        CompletionStage<Completed> ended = own.whenComplete((done, failure) -> running.remove(key, own));
        try {
            threads.execute(() -> begin(key, call, function, journal, own));
        } catch (Throwable e) { // the component stops, or no thread can be created
            own.completeExceptionally(e);
        }
        return ended;
    }

    private static void begin(
            String key,
            FunctionCall call,
            ToolFunction function,
            CallJournal journal,
            CompletableFuture<Completed> run) {
        try {
            CallJournal.Entry earlier = journal.begin(key);
            if (earlier.result() != null) {
                run.complete(new Completed(earlier.result(), true));
                return;
            }
            FunctionCall delivered = new FunctionCall(call.callId(), call.name(), call.arguments(), earlier.begun());
            function.call(delivered).whenComplete((result, failure) -> end(key, result, failure, journal, run));
        } catch (Throwable e) {
            run.completeExceptionally(e);
        }
    }

    private static void end(
            String key,
            FunctionResult result,
            Throwable failure,
            CallJournal journal,
            CompletableFuture<Completed> run) {
        if (failure != null) {
            Throwable cause = Futures.unwrapped(failure);
            run.completeExceptionally(cause instanceof ConversionFailure ? cause : new FunctionFailure(cause));
            return;
        }
        try {
            run.complete(new Completed(journal.store(key, result), false));
        } catch (Throwable e) {
            run.completeExceptionally(e);
        }
    }
}
