// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.feature.toolcall;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.github.camelgemini.interactions.internal.support.async.Futures;

/**
 * Runs each call once: a second request for a call under way waits for the same run, and a call that has its result is not run
 * again. A run continues when it is no longer waited for, and its result is stored. Any thread.
 */
public final class CallDeduplicator {

    /**
     * The result of a call.
     *
     * @param stored true when it is that of an earlier run
     */
    record Ran(FunctionResult result, boolean stored) {}

    /** A function failed, not what is around it. Its cause is what it failed with. */
    static final class FunctionFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FunctionFailure(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    private final ConcurrentHashMap<String, CompletableFuture<Ran>> running = new ConcurrentHashMap<>();

    /**
     * Runs a call, or waits for its run.
     *
     * @param key the same for the same call, wherever it turns up
     * @param threads where the journal may block and the function runs
     * @return fails with {@link FunctionFailure} for a failure of the function, with {@link ConversionFailure} for a
     *     call or a result that could not be converted, else as the journal does
     */
    CompletionStage<Ran> run(
            String key, FunctionCall call, ToolFunction function, CallJournal journal, Executor threads) {
        CompletableFuture<Ran> mine = new CompletableFuture<>();
        CompletableFuture<Ran> others = running.putIfAbsent(key, mine);
        if (others != null) return others.copy();
        CompletionStage<Ran> ended = mine.whenComplete((ran, failure) -> running.remove(key, mine));
        try {
            threads.execute(() -> begin(key, call, function, journal, mine));
        } catch (Throwable e) { // the threads are gone: the component stops; or there is no thread left
            mine.completeExceptionally(e);
        }
        return ended;
    }

    private static void begin(
            String key, FunctionCall call, ToolFunction function, CallJournal journal, CompletableFuture<Ran> ran) {
        try {
            CallJournal.Known known = journal.begin(key);
            if (known.result() != null) {
                ran.complete(new Ran(known.result(), true));
                return;
            }
            FunctionCall marked = new FunctionCall(call.callId(), call.name(), call.arguments(), known.begun());
            function.call(marked).whenComplete((result, failure) -> end(key, result, failure, journal, ran));
        } catch (Throwable e) {
            ran.completeExceptionally(e);
        }
    }

    private static void end(
            String key, FunctionResult result, Throwable failure, CallJournal journal, CompletableFuture<Ran> ran) {
        if (failure != null) {
            Throwable cause = Futures.unwrapped(failure);
            ran.completeExceptionally(cause instanceof ConversionFailure ? cause : new FunctionFailure(cause));
            return;
        }
        try {
            journal.keep(key, result);
            ran.complete(new Ran(result, false));
        } catch (Throwable e) {
            ran.completeExceptionally(e);
        }
    }
}
