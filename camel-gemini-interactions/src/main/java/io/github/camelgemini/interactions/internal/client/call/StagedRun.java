// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.internal.client.call;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.camelgemini.interactions.exception.InteractionStoppedException;
import io.github.camelgemini.interactions.internal.support.async.Futures;
import io.github.camelgemini.interactions.model.Interaction;
import org.jspecify.annotations.Nullable;

/**
 * Something under way in several parts, one after the other: a wait for a turn or a channel, a request, the next one. It is
 * stopped in whatever part it is; a part that is due after that never begins.
 */
public final class StagedRun implements RunHandle {

    private final CompletableFuture<Interaction> whole = new CompletableFuture<>();
    // Written by whoever begins a part, read by whoever stops or asks.
    private volatile @Nullable RunHandle part;
    // Written by whoever ends it with the context. Once true, stays true.
    private volatile boolean endsWithContext;
    // Guarded by this.
    private final List<Consumer<String>> listeners = new ArrayList<>();
    private final Set<String> ids = new LinkedHashSet<>();

    /** Whether it has ended, well or not, so that no further part may begin. Asked before anything is sent. */
    public boolean isOver() {
        return whole.isDone();
    }

    /**
     * Begins a part, and gives back its answer; a part that comes too late is stopped at once. Who listens has heard of a
     * part's id before its answer goes any further.
     */
    public CompletionStage<Interaction> begin(RunHandle next) {
        part = next;
        next.whenKnown(this::tell);
        CompletionStage<Interaction> answer = next.whole().whenComplete((whole, failure) -> {
            String id = whole == null ? next.interactionId() : whole.id();
            if (id != null) tell(id);
        });
        if (isOver()) next.stop();
        else if (endsWithContext) next.endWithContext();
        return answer;
    }

    private void tell(String id) {
        List<Consumer<String>> told;
        synchronized (this) {
            if (!ids.add(id)) return;
            told = List.copyOf(listeners);
        }
        told.forEach(listener -> listener.accept(id));
    }

    /** Begins the last part: its answer is the whole one. */
    public void end(RunHandle last) {
        begin(last).whenComplete(this::end);
    }

    /** Ends with an answer or, when {@code failure} is not null, with that failure. */
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
        RunHandle open = part;
        whole.completeExceptionally(new InteractionStoppedException(interactionId(), lastEventId()));
        if (open != null) open.stop();
    }

    /** A part that must not end lets the next one end; what has not begun yet never does. */
    @Override
    public void endWithContext() {
        endsWithContext = true;
        RunHandle open = part;
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
        known.forEach(listener);
    }
}
