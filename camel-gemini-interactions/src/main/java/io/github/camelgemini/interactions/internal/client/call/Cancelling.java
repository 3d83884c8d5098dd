// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.exception.InteractionTimeoutException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels a run at the service when the component stops waiting for it or following it. The run fails here only after the
 * service has answered the cancel or the cancel has timed out; until then the exchange counts as in flight.
 *
 * <p>Documented: docs/api.adoc 6.2, cancel works on background runs; any other run continues regardless.
 */
public final class Cancelling {

    private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Cancelling() {}

    /**
     * The failures after which a run is cancelled.
     *
     * @param onTimeout the wait timed out
     * @param onStop the route or the context stops
     * @param onFailure polling or following the run failed
     */
    public record Settings(boolean onTimeout, boolean onStop, boolean onFailure) {

        /** Nothing is cancelled. */
        public static final Settings NEVER = new Settings(false, false, false);

        boolean covers(Throwable failure) {
            if (failure instanceof InteractionStoppedException) return onStop;
            if (failure instanceof InteractionTimeoutException) return onTimeout;
            return onFailure;
        }
    }

    /** Wraps a run; returns the run itself when nothing is to be cancelled. */
    public static RunHandle around(RunHandle run, InteractionCalls calls, Settings when) {
        if (when.equals(Settings.NEVER)) return run;
        return new ForwardingRun(
                run,
                run.whole()
                        .handle((interaction, failure) -> failure == null
                                ? CompletableFuture.completedStage(interaction)
                                : failed(run, Futures.unwrapped(failure), calls, when))
                        .thenCompose(Function.identity()));
    }

    private static CompletionStage<Interaction> failed(
            RunHandle run, Throwable failure, InteractionCalls calls, Settings when) {
        String id = run.interactionId();
        if (id == null || !when.covers(failure)) return CompletableFuture.failedStage(failure);
        return cancel(id, calls).thenCompose(cancelled -> CompletableFuture.failedStage(failure));
    }

    private static CompletableFuture<Interaction> sent(String id, InteractionCalls calls) {
        try {
            return calls.cancel(id, TIMEOUT);
        } catch (Throwable e) { // would replace the failure of the run
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Cancels a run at the service. Completes on a route thread, or at once if the cancel cannot be sent; with false on
     * failure, never exceptionally.
     */
    public static CompletionStage<Boolean> cancel(String id, InteractionCalls calls) {
        return sent(id, calls).handle((cancelled, refused) -> {
            if (refused == null) LOG.info("Interaction {} was cancelled because it is no longer followed", id);
            else
                LOG.warn(
                        "Interaction {} could not be cancelled: {}",
                        id,
                        Futures.unwrapped(refused).getMessage());
            return refused == null;
        });
    }
}
