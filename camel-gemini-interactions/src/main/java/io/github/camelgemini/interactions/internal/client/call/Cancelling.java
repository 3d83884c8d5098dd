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
 * Cancels a run at the service when following it ends before the run does. The failure of such a run comes when the service
 * has answered the cancel, or has had time enough: until then the exchange counts as in flight.
 *
 * <p>Documented: docs/api.adoc 6.2, cancel is for background runs. Another one continues as if nothing had been asked for.
 */
public final class Cancelling {

    private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Cancelling() {}

    /**
     * When a run that is not followed any longer is cancelled.
     *
     * @param onTimeout when it was waited for too long
     * @param onStop when the route or the context stops
     * @param onFailure when following it failed
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

    /** Puts this around a run; gives it back as it is where nothing is to be cancelled. */
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

    /** Cancels a run at the service, as far as that can be; completes in any case, on a route thread. */
    public static CompletionStage<Boolean> cancel(String id, InteractionCalls calls) {
        return calls.cancel(id, LONGEST).handle((cancelled, refused) -> {
            if (refused == null) LOG.info("Interaction {} was cancelled, as nobody follows it any more", id);
            else LOG.warn("Interaction {} could not be cancelled: {}", id, refused.getMessage());
            return refused == null;
        });
    }
}
