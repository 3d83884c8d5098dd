// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something under way that is cancelled at the service, too, when it ends before its run does. Its failure comes when the
 * service has answered that, or has had time enough: until then the exchange counts as being under way.
 *
 * <p>Documented: reference 6.2, cancel is for background runs. One that is none goes on as if nothing had been asked for.
 */
public final class Cancelling implements RunHandle {

    private static final Logger LOG = LoggerFactory.getLogger(Cancelling.class);

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final RunHandle run;
    private final CompletionStage<Interaction> whole;

    private Cancelling(RunHandle run, InteractionCalls calls, CancelSettings when) {
        this.run = run;
        this.whole = run.whole()
                .handle((interaction, failure) -> failure == null
                        ? CompletableFuture.completedStage(interaction)
                        : failed(Futures.unwrapped(failure), calls, when))
                .thenCompose(Function.identity());
    }

    /** Puts this around a run; gives it back as it is where nothing is to be cancelled. */
    public static RunHandle around(RunHandle run, InteractionCalls calls, CancelSettings when) {
        return when.equals(CancelSettings.NEVER) ? run : new Cancelling(run, calls, when);
    }

    private CompletionStage<Interaction> failed(Throwable failure, InteractionCalls calls, CancelSettings when) {
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

    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public @Nullable String interactionId() {
        return run.interactionId();
    }

    @Override
    public @Nullable String lastEventId() {
        return run.lastEventId();
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        run.whenKnown(listener);
    }

    @Override
    public void stop() {
        run.stop();
    }

    @Override
    public void endWithContext() {
        run.endWithContext();
    }
}
