// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call made of consecutive parts, such as a wait for a turn, a request and a second request. Stopping it stops the current
 * part; a part that begins later is stopped at once.
 */
public final class StagedRun implements RunHandle {

    private static final Logger LOG = LoggerFactory.getLogger(StagedRun.class);

    private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
    // Written by the thread that begins a part, read by any thread.
    private volatile @Nullable RunHandle part;
    // Guarded by this. Once true, the flags stay true.
    private boolean stopping;
    private boolean endsWithContext;
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();

    /** True after success, failure or stop. Callers check it before they send anything. */
    public boolean isOver() {
        return whole.isDone();
    }

    /**
     * Begins a part and returns its answer. The id listeners are called before that answer completes. A part that begins
     * after the end is stopped at once; use {@link #begin(Supplier)} for a part that sends a request.
     */
    public CompletionStage<Interaction> begin(RunHandle next) {
        boolean ends;
        synchronized (this) {
            part = next;
            ends = endsWithContext;
        }
        next.whenKnown(this::idKnown);
        CompletionStage<Interaction> answer = next.whole().whenComplete((whole, failure) -> {
            String id = whole == null ? next.interactionId() : whole.id();
            if (id != null) idKnown(id);
        });
        if (isOver()) next.stop();
        else if (ends) next.endWithContext();
        return answer;
    }

    /**
     * Begins a part, unless this run is over. No part begins after {@link #stop()} has returned.
     *
     * @param next starts the part; called under a lock, so it must not wait
     * @return the part's answer; fails if this run is over, and with what {@code next} throws
     */
    public CompletionStage<Interaction> begin(Supplier<RunHandle> next) {
        RunHandle begun;
        synchronized (this) {
            if (isOver() || stopping)
                return CompletableFuture.failedStage(new InteractionStoppedException(interactionId(), lastEventId()));
            try {
                begun = next.get();
            } catch (Throwable e) {
                return CompletableFuture.failedStage(e);
            }
            part = begun;
        }
        return begin(begun);
    }

    /** What a listener throws is logged: it neither keeps the others from the id nor fails the run, which is paid for. */
    private void idKnown(String id) {
        List<Consumer<String>> current;
        synchronized (this) {
            if (!ids.add(id)) return;
            current = List.copyOf(listeners);
        }
        current.forEach(listener -> tell(listener, id));
    }

    private static void tell(Consumer<String> listener, String id) {
        try {
            listener.accept(id);
        } catch (Throwable e) {
            LOG.error("The id of interaction {} could not be passed on", id, e);
        }
    }

    /** Begins the last part, whose answer is the answer of this run. */
    public void end(RunHandle last) {
        begin(last).whenComplete(this::end);
    }

    /** Completes with the answer, or with the failure if that is not null. */
    public void end(@Nullable Interaction answer, @Nullable Throwable failure) {
        if (failure != null) whole.completeExceptionally(Futures.unwrapped(failure));
        else whole.complete(answer);
    }

    @Override
    public CompletionStage<Interaction> whole() {
        return whole;
    }

    @Override
    public @Nullable String interactionId() {
        RunHandle open = part;
        return open == null ? null : open.interactionId();
    }

    @Override
    public @Nullable String lastEventId() {
        RunHandle open = part;
        return open == null ? null : open.lastEventId();
    }

    @Override
    public void stop() {
        RunHandle open;
        synchronized (this) {
            stopping = true;
            open = part;
        }
        whole.completeExceptionally(new InteractionStoppedException(interactionId(), lastEventId()));
        if (open != null) open.stop();
    }

    /** Passes the call to the current part and to each later one. Stops a run whose first part has not begun. */
    @Override
    public void endWithContext() {
        RunHandle open;
        synchronized (this) {
            endsWithContext = true;
            open = part;
        }
        if (open == null) stop();
        else open.endWithContext();
    }

    @Override
    public void whenKnown(Consumer<String> listener) {
        List<String> known;
        synchronized (this) {
            listeners.add(listener);
            known = List.copyOf(ids);
        }
        known.forEach(id -> tell(listener, id));
    }
}
